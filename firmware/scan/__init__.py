"""The command scan: everything that is wired to this machine, for people and as lines of a configuration."""
