"""SEN5x (SEN50, SEN54, SEN55) particle, VOC and NOx station. Source: Sensirion data sheet SEN5x, embedded-i2c-sen5x."""

from dataclasses import dataclass

from drivers.chips import sen_codec
from drivers.chips.sen_codec import COMMON_FIELDS, PARTICLES, Fault
from drivers.i2c.sensirion_codec import Command
from drivers.measured import Measured

READ = Command(b"\x03\xc4", 0.020, reply_words=len(COMMON_FIELDS))
RESET = Command(b"\xd3\x04", 0.200)

PRODUCTS = frozenset({"SEN50", "SEN54", "SEN55"})
FAULTS = (
    Fault(4, "fan blocked or broken", PARTICLES),
    Fault(5, "laser broken", PARTICLES),
    Fault(6, "humidity sensor broken", ("humidity_pct", "temperature_c")),
    Fault(7, "gas sensor broken", ("voc_index", "nox_index")),
    Fault(21, "fan speed out of range", ()),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sen5xSample:
    """One measurement; what the chip does not know, or has not (a SEN50 only counts particles), is absent alone.

    Particles by mass up to the size; the indices tell the change against the last day, where usual is VOC 100, NOx 1.
    """

    pm1_0_ugm3: Measured
    pm2_5_ugm3: Measured
    pm4_0_ugm3: Measured
    pm10_ugm3: Measured
    humidity_pct: Measured
    temperature_c: Measured
    voc_index: Measured
    nox_index: Measured


def decode(reply: bytes) -> Sen5xSample:
    """Return the answer to READ; raises BadFrame, ChecksumFailed, NotAvailable where nothing is known."""
    return Sen5xSample(**sen_codec.decode(reply, COMMON_FIELDS))
