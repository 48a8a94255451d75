"""Discovery of what is wired: probes of I2C addresses that change nothing, chips told apart, devices of the kernel."""
