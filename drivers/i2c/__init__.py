"""The I2C bus: transfers, switches, errors and recovery, and the ways in which chips talk on it."""
