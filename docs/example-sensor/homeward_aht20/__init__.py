"""AHT20, humidity and temperature, for Homeward."""
