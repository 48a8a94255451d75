"""Does verification find what is broken, and only that? `python -m hil.verification` prints both figures."""
