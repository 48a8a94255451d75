"""Drivers of measuring chips: one device per file, with the pure codec of its bytes beside it."""
