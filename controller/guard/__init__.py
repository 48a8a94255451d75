"""The last word on every command. It knows no law; it only forbids, and says why."""
