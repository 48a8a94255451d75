"""Faults in a real kernel: the production service on real devices, played in real time."""
