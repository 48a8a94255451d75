"""Persistence over a restart, a release of outputs or a failed part: learned values, alarms, a fresh memory."""
