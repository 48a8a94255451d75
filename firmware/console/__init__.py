"""The technician's console: lines in, text out."""
