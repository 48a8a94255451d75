"""What the service does when its controller keeps ending early."""
