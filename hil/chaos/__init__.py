"""A day on which everything fails: faults drawn from all campaigns, up to three at once, played to the real daemon."""
