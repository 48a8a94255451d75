"""Alarms of the process: conditions as a table, raised after a delay and cleared; no law is asked."""

from controller.alarms.evaluation import AlarmMemory, alarm_names, initial, unchanged, update

__all__ = ["AlarmMemory", "alarm_names", "initial", "unchanged", "update"]
