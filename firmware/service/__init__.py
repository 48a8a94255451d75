"""The service: its daemon, its interfaces, and safe mode for a controller that keeps ending early."""
