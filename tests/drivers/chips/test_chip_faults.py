"""What each driver makes of each fault of its chip or its wires: an error or the truth, never anything else."""

import asyncio
from contextlib import suppress
from dataclasses import asdict, replace
from errno import ETIMEDOUT
from typing import Any

import pytest

from drivers.errors import BusError, ChecksumFailed, DriverError, NoDataYet, NotAvailable, Offline, OutOfRange
from firmware.acquisition.sample_interval import cadence_s, max_silence_s
from hil.chips.simulated_chip import Faults
from tests.drivers.chips.chip_cases import CASES, ChipCase
from tests.drivers.chips.chip_harness import ChipBench, clock, virtual_time

Bench = ChipBench[Any, Any]

PASSING = [
    Faults(nacks=2),
    Faults(read_nacks=2),
    Faults(write_nacks=2),
    Faults(write_nacks=1, written_before_nack=1),
    Faults(short_reads=1),
]
LASTING = [
    Faults(unplugged=True),
    Faults(nacks=10**6),
    Faults(read_nacks=10**6),
    Faults(write_nacks=10**6),
    Faults(adapter_errno=ETIMEDOUT),
    Faults(stuck_at=0x00),
    Faults(stuck_at=0xFF),
]

each_chip = pytest.mark.parametrize("chip", CASES)
each_checked_chip = pytest.mark.parametrize("chip", [name for name, case in CASES.items() if case.checked])


def told(faults: Faults) -> str:
    """The fault alone, by which pytest shows it."""
    usual = asdict(Faults())
    return ",".join(f"{name}={value}" for name, value in asdict(faults).items() if value != usual[name])


async def read_soon(bench: Bench, within_s: float) -> object:
    """The first whole sample that there is, as a daemon gets it: asking each second, starting anew after an error."""
    end_s = asyncio.get_running_loop().time() + within_s
    silent_s = 0.0
    while asyncio.get_running_loop().time() < end_s:
        try:
            return whole(await bench.sensor.read())
        except NoDataYet:
            silent_s += 1.0
            if silent_s < max_silence_s(cadence_s(bench.sensor, 1.0)):
                await asyncio.sleep(1.0)
                continue
        except DriverError:
            await asyncio.sleep(1.0)
        silent_s = 0.0
        with suppress(DriverError):
            await bench.measuring()
    pytest.fail(f"no sample within {within_s:g} s")


def whole(sample: object) -> object:
    """It, unless a value that it should have is absent alone: then that one's error is raised."""
    for name in getattr(sample, "__slots__", ()):
        value = getattr(sample, name)
        if isinstance(value, OutOfRange) and not isinstance(value, NotAvailable):
            raise value
    return sample


async def look(bench: Bench, case: ChipCase, samples: int) -> list[DriverError]:
    """Read so often; what comes must be the truth. Returns the errors."""
    errors = []
    for _ in range(samples):
        await asyncio.sleep(1.0)
        try:
            case.require_true_sample(whole(await bench.sensor.read()))
        except DriverError as error:
            errors.append(error)
    return errors


@each_chip
@pytest.mark.parametrize("faults", PASSING, ids=told)
@virtual_time
async def test_what_passes_costs_a_sample_at_the_most(chip: str, faults: Faults) -> None:
    case = CASES[chip]
    bench = await case.bench().measuring()
    bench.chip.faults = replace(faults)
    await look(bench, case, samples=3)
    case.require_true_sample(await read_soon(bench, within_s=60.0))


@each_chip
@pytest.mark.parametrize("faults", LASTING, ids=told)
@virtual_time
async def test_what_lasts_is_an_error_and_when_it_is_over_it_measures_again(chip: str, faults: Faults) -> None:
    case = CASES[chip]
    bench = await case.bench().measuring()
    bench.chip.faults = replace(faults)
    errors = await look(bench, case, samples=3)
    assert len(errors) == 3
    bench.chip.faults = Faults()
    case.require_true_sample(await read_soon(bench, within_s=120.0))


@each_chip
@pytest.mark.parametrize("faults", LASTING, ids=told)
@virtual_time
async def test_what_lasts_from_the_beginning_fails_the_start(chip: str, faults: Faults) -> None:
    bench = CASES[chip].bench()
    bench.chip.faults = replace(faults)
    with pytest.raises(DriverError):
        await bench.measuring()


@each_checked_chip
@virtual_time
async def test_a_damaged_check_byte_is_noticed(chip: str) -> None:
    case = CASES[chip]
    bench = await case.bench().measuring()
    bench.chip.faults.bad_checks = 10**6
    with pytest.raises((ChecksumFailed, Offline)):
        await bench.sensor.read()


@each_chip
@pytest.mark.parametrize("ratio", [0.97, 1.03])
@virtual_time
async def test_a_clock_that_is_3_percent_off_changes_no_reading(chip: str, ratio: float) -> None:
    case = CASES[chip]
    bench = case.bench()
    bench.chip.faults.clock_ratio = ratio
    await bench.measuring()
    case.require_true_sample(await read_soon(bench, within_s=10.0))
    assert not [each for each in await look(bench, case, samples=60) if not isinstance(each, NoDataYet)]


@each_chip
@virtual_time
async def test_a_power_cycle_at_any_moment_gives_errors_until_it_measures_again(chip: str) -> None:
    case = CASES[chip]
    bench = await case.bench().measuring()
    for pause_s in (0.0, 0.001, 0.02, 0.5, 1.7):
        bench.chip.power_cycle()
        await asyncio.sleep(pause_s)
        await look(bench, case, samples=2)
        case.require_true_sample(await read_soon(bench, within_s=120.0))


@each_chip
@virtual_time
async def test_a_chip_that_holds_the_clock_is_bus_error(chip: str) -> None:
    bench = await CASES[chip].bench().measuring()
    bench.chip.faults.adapter_errno = ETIMEDOUT
    with pytest.raises(BusError):
        await bench.sensor.read()


@pytest.mark.parametrize(
    ("chip", "other"), [(chip, other) for chip in CASES for other in ("ina226", "lis3dh", "sht4x") if chip != other]
)
@virtual_time
async def test_another_chip_at_its_address_gives_no_reading(chip: str, other: str) -> None:
    case = CASES[chip]
    bench = ChipBench(case.address, CASES[other].chip(clock()), case.driver, case.settle_s)
    await asyncio.sleep(2.0)
    with pytest.raises(DriverError):
        await bench.measuring()
