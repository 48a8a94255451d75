"""Benchmarks: figures of this machine, for comparison, which no test depends on; and our laws beside those of peers."""
