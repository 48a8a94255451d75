"""The simulated car with everything that a Raspberry Pi would be wired to, and the daemon on it."""
