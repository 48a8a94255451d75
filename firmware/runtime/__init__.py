"""The base of a long-running service: clock, tasks, faults, systemd, the words for what ended."""
