"""Health of devices and buses: their conditions, their registry, and the monitor of each bus."""
