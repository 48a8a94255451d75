"""A car's buses: frames into values, diagnostics, and the gate that nothing passes unasked."""
