"""The pulse of a person from light that comes back from the skin, and what follows from it. Nothing here is medical.

numpy is loaded with the modules that need it, and these only where such a sensor is fitted.
"""
