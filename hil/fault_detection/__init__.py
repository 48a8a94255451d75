"""Does verification find what is broken, and only that? `python -m hil.fault_detection` prints both figures."""
