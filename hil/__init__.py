"""The simulated car: plants, chips to the byte, a clock that can run ahead, replays and benchmarks."""
