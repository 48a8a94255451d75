"""The output pins of an installation, and the load on each."""
