"""The guard: it rules on every order last. It knows no law; it only forbids, and says why."""
