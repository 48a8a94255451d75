"""Recorded drives through a CAN bus into the real driver and the real daemon."""
