"""The guard: it has the last word on every requested output. It knows no law; it only forbids, and says why."""
