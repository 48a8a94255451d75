"""Finger contact and returned light of a MAX30102; the waves are handed to a callback."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import ClassVar

from drivers.chips.max30102 import Max30102
from drivers.chips.max30102_codec import PpgBatch
from drivers.chips.ppg_light_codec import is_saturated
from drivers.errors import NothingToMeasure
from drivers.measured import Measured
from drivers.ports import I2cDevicePort


@dataclass(frozen=True, slots=True)
class PulseContactSample:
    """A sample: `contact` is 1 with a finger, else 0; the light is the mean of the batch, at most 262 143 counts.

    Too much light, as where the sun falls on it, is none that it can measure.
    """

    contact: Measured
    red_counts: Measured
    infrared_counts: Measured


class PulseContact:
    """A Sensor of plain numbers on a Max30102."""

    on_batch: Callable[[PpgBatch], None]
    """Is given each batch as it comes."""

    longest_every_s: ClassVar[float] = 0.5
    """Its FIFO holds 0.64 s: read less often, the wave has gaps."""

    def __init__(self, bus: I2cDevicePort, address: int, swapped_leds: float = 0.0) -> None:
        self.on_batch = _nobody
        self._chip = Max30102(bus, address, swapped_leds)

    async def start(self) -> None:
        """Identify, reset and start measuring; raises DriverError."""
        await self._chip.start()

    async def read(self) -> PulseContactSample:
        """Read the samples since the last read; raises DriverError, among them NoDataYet."""
        batch = await self._chip.read()
        self.on_batch(batch)
        red_counts, infrared_counts = _light(batch.red_counts), _light(batch.infrared_counts)
        contact = infrared_counts if isinstance(infrared_counts, NothingToMeasure) else float(batch.has_contact)
        return PulseContactSample(contact, red_counts, infrared_counts)


def _light(counts: Sequence[int]) -> Measured:
    if is_saturated(counts):
        return NothingToMeasure("MAX30102: too bright to measure (does the sun fall on it?)")
    return fmean(counts)


def _nobody(_batch: PpgBatch) -> None:
    """Take a batch while nobody wants the waves."""
