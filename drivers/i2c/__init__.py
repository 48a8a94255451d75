"""The I2C bus: transfers, switches, trouble and what helps, and the ways in which chips talk on it."""
