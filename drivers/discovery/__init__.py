"""What is wired: I2C addresses probed without a change, chips told apart, devices that the kernel shows."""
