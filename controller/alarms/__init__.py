"""Alarms of the process: conditions as a table, raised after a delay and cleared; no law is asked."""
