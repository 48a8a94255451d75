"""The keys under which the record persists values of its own room. They are persisted: a key never changes."""

DEVICE_ID = "device_id"
"""The identity of this installation."""

BOARD = "board"
"""The computer on which the record was begun."""

TARGETS = "wishes"
"""What people asked for: set-points, modes, presets, the departure."""

LEARNED_VALUES = "lessons"
"""What the laws have learned."""

ALARMS = "alarms"
"""What the alarms know."""

CLEAN_STOP = "clean_stop"
"""The marker that only a clean stop writes, and that each start takes away."""
