"""The references in docs/ that are made from the code."""
