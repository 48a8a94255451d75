"""`python -m hil demo`: the real daemon in the simulated car, with a broker, and something to look at."""
