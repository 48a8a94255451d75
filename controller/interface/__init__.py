"""The vocabulary of the core's edge: snapshot and requests in, commands, events and alarms out."""
