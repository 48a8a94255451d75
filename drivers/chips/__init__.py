"""What measures: one device a file, beside it the pure codec of its bytes."""
