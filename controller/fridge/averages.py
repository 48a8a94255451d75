"""A minute of one compartment: means of what was measured and done, so that single noisy readings count little."""

from controller.interface.immutable import immutable

WINDOW_S = 60.0
"""Engineering choice: many readings, still short beside the 5 to 10 min in which plate and air follow each other."""

HOUR_S = 3_600.0


@immutable(kw_only=True)
class Sample:
    """One tick of one compartment: its air, plate less air (None: not known), fan 0..1, and its lid.

    `cooled` is the share 0..1 of the compressor that ran for it; `ran` is True where it ran for whomever.
    """

    air_c: float
    plate_k: float | None
    fan: float
    lid_open: bool = False
    cooled: float = 0.0
    ran: bool = False


@immutable(kw_only=True)
class Tally:
    """Sums over a window in the making, each weighted with seconds."""

    s: float = 0.0
    air: float = 0.0
    fan: float = 0.0
    plate: float = 0.0
    moved: float = 0.0
    cooled: float = 0.0
    ran: bool = False
    plate_known: bool = True
    lid_open: bool = False


EMPTY = Tally()


@immutable(kw_only=True)
class Window:
    """Means. `plate_k` is plate less air, `moved_k` the same times the fan; None while the plate was not known."""

    hours: float
    air_c: float
    fan: float
    plate_k: float | None
    moved_k: float
    cooled: float
    lid_open: bool
    ran: bool = False

    @property
    def activity(self) -> int:
        """0 at rest, 1 while the compressor runs for it, 2 while it runs for a neighbour."""
        return 1 if self.cooled > 0.0 else 2 * self.ran


def add(tally: Tally, sample: Sample, dt_s: float) -> Tally:
    """Return the tally with `dt_s` seconds more."""
    plate_k = sample.plate_k
    plate_ks = 0.0 if plate_k is None else plate_k * dt_s
    return Tally(
        s=tally.s + dt_s,
        air=tally.air + sample.air_c * dt_s,
        fan=tally.fan + sample.fan * dt_s,
        plate=tally.plate + plate_ks,
        moved=tally.moved + plate_ks * sample.fan,
        cooled=tally.cooled + sample.cooled * dt_s,
        ran=tally.ran or sample.ran,
        plate_known=tally.plate_known and plate_k is not None,
        lid_open=tally.lid_open or sample.lid_open,
    )


def closed(tally: Tally) -> Window:
    """Return the means of a tally that has some time in it."""
    s = tally.s
    plate_k = tally.plate / s if tally.plate_known else None
    return Window(
        hours=s / HOUR_S,
        air_c=tally.air / s,
        fan=tally.fan / s,
        plate_k=plate_k,
        moved_k=tally.moved / s,
        cooled=tally.cooled / s,
        ran=tally.ran,
        lid_open=tally.lid_open,
    )
