"""Trials of laws on boxes of many kinds with many sets of sensors: a day that is held, use by people, odd input."""
