"""Outputs beside the appliances: what keeps a compartment from frost, thaws a plate, cools a condenser, calls a person.

One law for each, a row of the table in `law.py`: a further output is one more row, its name in `Commands`, and a point.
"""
