"""Alarms of the process: conditions as a table, raised after a delay and cleared; no law is asked."""

from controller.alarms.alarm_memory import AlarmMemory
from controller.alarms.evaluation import alarm_names, estimated, initial, unchanged, update
from controller.alarms.offered import is_offered

__all__ = ["AlarmMemory", "alarm_names", "estimated", "initial", "is_offered", "unchanged", "update"]
