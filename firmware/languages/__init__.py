"""The languages that people are shown: one flat file of words each, and local forms of values."""
