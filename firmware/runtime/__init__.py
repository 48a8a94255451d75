"""The ground that a long-running service stands on: clock, tasks, faults, systemd, the words for what ended."""
