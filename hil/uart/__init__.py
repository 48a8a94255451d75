"""Simulated devices that talk on a serial port: they make bytes by maths of their own, never the drivers'."""
