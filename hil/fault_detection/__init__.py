"""Faults of the car in closed loop with the laws: does verification find what is broken, and only that?"""
