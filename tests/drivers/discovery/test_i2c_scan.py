import asyncio
from collections.abc import Callable, Mapping
from errno import ETIMEDOUT
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.discovery.i2c_scan import ADDRESSES, Found, scan
from drivers.errors import BusMissing, BusTimeout
from drivers.i2c.i2c_bus import I2cBus
from hil.chips import SimChip, SimScd4x, SimTmp117
from hil.chips.tca9548a import SimTca9548a, Wires
from hil.rig.simulated_i2c import SimI2cBus
from hil.rig.virtual_time import run
from tests.drivers.discovery.scanned_bus import KNOWN, UnknownChip, eeprom, one_of_each


class DeafChip(UnknownChip):
    """It answers no read that it was not told of before."""

    def on_start(self, read: bool) -> bool:
        return not read


class NoisyChip(UnknownChip):
    """It answers at times, with whatever `random` gives."""

    def __init__(self, now_s: Callable[[], float], random: Random) -> None:
        super().__init__(now_s)
        self._random = random

    def on_start(self, read: bool) -> bool:  # noqa: ARG002  # at times
        return self._random.random() < 0.8

    def on_read(self) -> int:
        return self._random.randrange(256)


Make = Callable[[Callable[[], float]], Mapping[int, SimChip]]
SWITCH = 0x71


def scanned(make: Make, owners: Mapping[int, str] | None = None, later_s: float = 2.0) -> dict[int, Found]:
    """What a scan finds `later_s` after the chips of `make` have got their supply."""

    async def scenario() -> dict[int, Found]:
        chips = make(asyncio.get_running_loop().time)
        await asyncio.sleep(later_s)
        found = await scan(I2cBus("main", lambda: SimI2cBus(chips)), (owners or {}).get)
        assert [each.address for each in found] == sorted(each.address for each in found)
        return {each.address: each for each in found}

    return run(scenario(), speed=None)


def test_each_chip_is_known_at_its_address_and_clones_are_named() -> None:
    found = scanned(one_of_each)
    assert found.keys() == KNOWN.keys()
    for address, (chip, what) in KNOWN.items():
        assert found[address].chip == chip
        assert found[address].what.startswith(what)


def test_a_chip_that_is_at_work_is_known_too() -> None:
    def make(now_s: Callable[[], float]) -> Mapping[int, SimChip]:
        chip = SimScd4x(now_s, lambda: 400.0, lambda: 20.0, lambda: 50.0)
        chip.allows = lambda command: command.while_measuring  # type: ignore[method-assign]
        return {0x62: chip}

    assert scanned(make)[0x62] == Found(address=0x62, what="SCD4x, measuring", chip="scd4x")


def test_an_empty_bus_has_nothing() -> None:
    assert scanned(lambda _: {}) == {}


def test_what_cannot_be_known_is_reported_with_what_is_often_there() -> None:
    found = scanned(lambda now_s: {0x20: UnknownChip(now_s), 0x50: eeprom(now_s), 0x68: UnknownChip(now_s)})
    assert found[0x20] == Found(address=0x20, what="answers, and is none of the known chips")
    assert found[0x50].what == "perhaps an EEPROM (24C02 to 24C512), which has no identity"
    assert "dtoverlay=i2c-rtc" in found[0x68].what
    assert {each.chip for each in found.values()} == {None}


@pytest.mark.parametrize("byte", [0x00, 0x5C, 0xFF])
def test_no_chip_with_registers_is_ever_written_to(byte: int) -> None:
    chips: dict[int, UnknownChip] = {}

    def make(now_s: Callable[[], float]) -> Mapping[int, SimChip]:
        chips.update({address: UnknownChip(now_s, byte) for address in ADDRESSES})
        return chips

    found = scanned(make)
    assert {each.chip for each in found.values()} == {None}
    assert found.keys() == set(ADDRESSES)
    longest = max((len(written) for chip in chips.values() for written in chip.transactions), default=0)
    assert longest == 1  # a pointer


@given(seed=st.integers(0, 2**32))
@settings(max_examples=25)
def test_whatever_chips_answer_a_scan_ends_with_a_list(seed: int) -> None:
    def make(now_s: Callable[[], float]) -> Mapping[int, SimChip]:
        random = Random(seed)  # noqa: S311  # a seed that hypothesis has chosen
        return {address: NoisyChip(now_s, random) for address in ADDRESSES if random.random() < 0.7}

    assert set(scanned(make)) <= set(ADDRESSES)


def test_a_chip_with_commands_that_is_not_known_is_sent_no_pointer() -> None:
    """An SHT2x at 0x40 would take the number of an INA226's register for a reset."""
    chips: list[DeafChip] = []

    def make(now_s: Callable[[], float]) -> Mapping[int, SimChip]:
        chips.append(DeafChip(now_s))
        return {0x40: chips[0]}

    assert scanned(make) == {}
    assert chips[0].transactions == []


def test_an_address_of_the_kernel_is_named_and_never_touched() -> None:
    chips: dict[int, UnknownChip] = {}

    def make(now_s: Callable[[], float]) -> Mapping[int, SimChip]:
        chips[0x68] = UnknownChip(now_s)
        chips[0x68].faults.adapter_errno = ETIMEDOUT
        return chips

    found = scanned(make, {0x68: "rtc-ds1307"})
    assert found == {0x68: Found(address=0x68, what="left alone", owner="rtc-ds1307")}


class SwitchBench:
    """A TMP117 at 0x48 behind channels 0 and 3, and an unknown chip behind 3; before the switch a TMP117 at 0x49."""

    def __init__(self) -> None:
        now_s = asyncio.get_running_loop().time
        behind: dict[int, dict[int, SimChip]] = {0: {0x48: SimTmp117(now_s, lambda: 4.0)}}
        behind[3] = {0x48: SimTmp117(now_s, lambda: 5.0), 0x20: UnknownChip(now_s)}
        self.switch = SimTca9548a(now_s, behind)
        wires = SimI2cBus(Wires({0x49: SimTmp117(now_s, lambda: 22.0)}, SWITCH, self.switch))
        self.bus = I2cBus("main", lambda: wires)


def test_what_is_behind_a_switch_is_listed_by_channel_and_nowhere_else() -> None:
    async def scenario() -> None:
        bench = SwitchBench()
        before, switch = await scan(bench.bus)
        assert (before.address, before.chip) == (0x49, "tmp117")
        assert (switch.address, switch.what) == (SWITCH, "TCA9548A, a switch")
        channels = {number: [each.address for each in found] for number, found in switch.channels.items()}
        assert channels == {0: [0x48], 3: [0x20, 0x48]}

    run(scenario(), speed=None)


def test_a_switch_is_left_as_it_was() -> None:
    async def scenario() -> None:
        bench = SwitchBench()
        for mask in (b"\x00", b"\x08"):
            await bench.bus.transfer(SWITCH, mask)
            assert len(await scan(bench.bus)) == 2
            assert await bench.bus.transfer(SWITCH, 1) == mask

    run(scenario(), speed=None)


def test_a_bus_that_hangs_or_is_not_there_is_an_error() -> None:
    async def scenario() -> None:
        wires = SimI2cBus({})
        wires.adapter_errno = ETIMEDOUT
        with pytest.raises(BusTimeout):
            await scan(I2cBus("main", lambda: wires))

        def missing() -> SimI2cBus:
            raise FileNotFoundError(2, "No such file or directory", "/dev/i2c-7")

        with pytest.raises(BusMissing, match="/dev/i2c-7"):
            await scan(I2cBus("main", missing))

    run(scenario(), speed=None)
