from drivers.vehicle.signal_decoder_codec import SignalSpec


def spec(
    point: str, message: str, signal: str, *, low: float = 0.0, high: float = 1e6, cycle_time_s: float | None = 0.1
) -> SignalSpec:
    """A wanted signal as its map has it: not scaled, no value of which means anything else."""
    return SignalSpec(
        point=point,
        message=message,
        signal=signal,
        scale=1.0,
        offset=0.0,
        sentinels=(),
        low=low,
        high=high,
        cycle_time_s=cycle_time_s,
    )
