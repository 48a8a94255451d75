"""What outlives a restart, a released output or a failed part: learned values, alarms, a fresh memory."""
