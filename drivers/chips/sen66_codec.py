"""SEN66 particle, VOC, NOx and CO2 station. Source: Sensirion data sheet SEN6x, embedded-i2c-sen66."""

from dataclasses import dataclass

from drivers.chips import sen_codec
from drivers.chips.sen_codec import COMMON_FIELDS, PARTICLES, Fault, Field
from drivers.i2c.sensirion_codec import Command
from drivers.measured import Measured

FIELDS = (
    *COMMON_FIELDS,
    Field(name="co2_ppm", steps_per_unit=1, is_signed=False, minimum=1.0, maximum=40_000.0, unit="ppm"),
)

READ = Command(b"\x03\x00", 0.020, reply_words=len(FIELDS))
RESET = Command(b"\xd3\x04", 1.200)
STOP = Command(b"\x01\x04", 1.000)
SET_SELF_CALIBRATION = Command(b"\x67\x11", 0.020)
SET_AMBIENT_PRESSURE = Command(b"\x67\x20", 0.020)
RECALIBRATE = Command(b"\x67\x07", 0.500, reply_words=1, repeatable=False)

OFF = 0
PRODUCTS = frozenset({"SEN66"})
FAULTS = (
    Fault(4, "fan blocked or broken", PARTICLES),
    Fault(6, "humidity sensor broken", ("humidity_pct", "temperature_c")),
    Fault(7, "gas sensor broken", ("voc_index", "nox_index")),
    Fault(9, "CO2 sensor broken", ("co2_ppm",)),
    Fault(11, "particle sensor broken", PARTICLES),
    Fault(21, "fan speed out of range", ()),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sen66Sample:
    """One measurement; what the chip does not know, or beyond what it is made for, is absent alone.

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
    co2_ppm: Measured


def decode(reply: bytes) -> Sen66Sample:
    """Return the answer to READ; raises BadFrame, ChecksumFailed, NotAvailable where nothing is known."""
    return Sen66Sample(**sen_codec.decode(reply, FIELDS))
