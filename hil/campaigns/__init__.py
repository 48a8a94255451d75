"""The engine of all fault campaigns: one fault done to a service that is well, and the verdict on what it did then."""
