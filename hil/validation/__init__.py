"""The plants against what was measured on real cars and fridges: one row for each published figure."""
