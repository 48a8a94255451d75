"""Diagnostics of a car: what may be asked, when, through the gate that nothing passes unasked; and the answers."""
