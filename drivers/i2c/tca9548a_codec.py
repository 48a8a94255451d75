"""TCA9548A, an I2C switch of eight channels. Source: TI data sheet SCPS207, Linux i2c-mux-pca954x.c."""

from drivers.errors import BadFrame, OutOfRange

CHANNELS = range(8)
MASK_BYTES = 1


def channel_mask(channel: int) -> bytes:
    """Return the control byte that connects `channel` alone; raises OutOfRange beyond 0 to 7."""
    if channel not in CHANNELS:
        raise OutOfRange(f"channel = {channel} must be {CHANNELS.start} to {CHANNELS.stop - 1}")
    return bytes([1 << channel])


def is_selected(reply: bytes, channel: int) -> bool:
    """Return whether the control byte read back connects `channel` and nothing else; raises BadFrame, OutOfRange."""
    if len(reply) != MASK_BYTES:
        raise BadFrame(f"the control register has {MASK_BYTES} byte, not {len(reply)}")
    return reply == channel_mask(channel)
