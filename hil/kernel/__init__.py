"""The kernel tier: the unmodified service on SocketCAN, /dev/i2c-1, pins and a serial line of a real Linux kernel."""
