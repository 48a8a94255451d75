"""The energy and charge counters of an INA228, summed up over roll-overs and resets. Source: TI SLYS021A."""

from dataclasses import dataclass, replace

from drivers.errors import BadFrame, OutOfRange

ENERGY = 0x09
CHARGE = 0x0A

COUNTER_BYTES = 5

_COUNTER_SIZE = 1 << 40
_CHARGE_PER_S, _ENERGY_PER_S = 1 << 19, 1 << 20  # counts per second at full scale
_CLOCK_TOLERANCE, _SLACK_S = 1.1, 1.0  # the chip's clock and ours, and a conversion under way


@dataclass(frozen=True, slots=True)
class Totals:
    """Totals of ENERGY and CHARGE over roll-overs and resets, and the counts that both registers last showed."""

    energy_seen: int
    charge_seen: int
    energy_counts: int = 0
    charge_counts: int = 0

    def after_reset(self) -> "Totals":
        """Return the same totals; the chip counts from zero."""
        return replace(self, energy_seen=0, charge_seen=0)


def unsigned40(reply: bytes) -> int:
    """Return a counter of 40 bits; raises BadFrame unless `reply` has five bytes."""
    if len(reply) != COUNTER_BYTES:
        raise BadFrame(f"the register has {COUNTER_BYTES} bytes, not {len(reply)}")
    return int.from_bytes(reply, "big")


def first_totals(energy: bytes, charge: bytes) -> Totals:
    """Begin to count at what ENERGY and CHARGE show now; raises BadFrame."""
    return Totals(unsigned40(energy), unsigned40(charge))


def advanced(totals: Totals, energy: bytes, charge: bytes, *, elapsed_s: float) -> Totals:
    """Return the totals after ENERGY and CHARGE were read `elapsed_s` later; raises BadFrame.

    Raises OutOfRange for a step that no current can have made in that time: no check byte protects the counters, and
    an error would stay in the sum for ever.
    """
    energy_seen, charge_seen = unsigned40(energy), unsigned40(charge)
    energy_step = (energy_seen - totals.energy_seen) % _COUNTER_SIZE
    charge_step = _signed(charge_seen - totals.charge_seen)
    max_s = elapsed_s * _CLOCK_TOLERANCE + _SLACK_S
    if energy_step > _ENERGY_PER_S * max_s or abs(charge_step) > _CHARGE_PER_S * max_s:
        raise OutOfRange(f"INA228: energy or charge cannot have changed so much in {elapsed_s:.1f} s")
    energy_counts, charge_counts = totals.energy_counts + energy_step, totals.charge_counts + charge_step
    return Totals(energy_seen, charge_seen, energy_counts, charge_counts)


def _signed(step: int) -> int:
    """Return the step of a counter that rolls over, the short way round."""
    return (step + _COUNTER_SIZE // 2) % _COUNTER_SIZE - _COUNTER_SIZE // 2
