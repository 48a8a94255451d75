"""A cold-chain record that others can trust: evidence, trips, excursions, reports."""
