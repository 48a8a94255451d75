"""What a device says, or never says, beside good values and failed reads: silence, nothing to measure, broken parts."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from controller import Absence, Settings
from controller.admission import freshness
from drivers.chips.ds18b20 import Ds18b20
from drivers.chips.gnss import Gnss
from drivers.chips.ina226 import Ina226
from drivers.chips.pms5003 import Pms5003
from drivers.chips.sen5x import Sen5x
from drivers.chips.sysfs import SysfsFiles
from drivers.chips.tmp117 import Tmp117
from drivers.errors import (
    DriverError,
    NoDataYet,
    NoFix,
    NotAvailable,
    NothingToMeasure,
    Offline,
    OutOfRange,
    WasReset,
)
from drivers.i2c.i2c_bus import I2cBus
from drivers.measured import Measured
from drivers.ports import Sensor
from firmware.acquisition.lasting_failures import (
    MANY_FAILURES,
    RELAPSE_WINDOW_S,
    SAMPLES_UNTIL_REPORTED,
    UNKNOWN_S,
    WELL_S,
)
from firmware.acquisition.sample_interval import MIN_SILENCE_S
from firmware.acquisition.sensor_poller import SensorPoller
from firmware.config import SensorConfig
from firmware.control.process_image import Board
from firmware.devices.device import Carrier, Device
from firmware.devices.health import Condition
from firmware.runtime.faults import Faults
from firmware.runtime.tasks import MAX_WAIT_S
from hil.chips import SimIna226, SimSen5x, SimTmp117, StationAir
from hil.rig.simulated_i2c import SimI2cBus
from hil.rig.virtual_time import run
from hil.uart.gnss import Place, SimGnss
from hil.uart.line import SimSerialPort
from hil.uart.pms5003 import Dust, SimPms5003
from tests.drivers.chips.chip_harness import clock, virtual_time
from tests.drivers.chips.one_wire import OneWire

AIR, HUMIDITY, DUST = "cabin.air_c", "cabin.humidity_pct", "cabin.pm25_ugm3"


@dataclass(frozen=True, slots=True)
class Sample:
    temperature_c: Measured
    humidity_pct: Measured


WELL = Sample(21.0, 45.0)


@dataclass
class Scripted:
    """Gives what it is set to, at each read; `heals` is whether a start makes it well."""

    gives: Sample | DriverError = WELL
    complaints: tuple[str, ...] = ()
    period_s: float = 0.0
    heals: bool = False
    starts: list[float] = field(default_factory=list)

    async def start(self) -> None:
        self.starts.append(asyncio.get_running_loop().time())
        if self.heals and len(self.starts) > 1:
            self.gives = WELL

    async def read(self) -> Sample:
        if isinstance(self.gives, DriverError):
            raise self.gives
        return self.gives


class Bench:
    """A sensor polled as the daemon polls it, on the running loop."""

    def __init__(
        self, sensor: Sensor, gives: dict[str, str] | None = None, every_s: float = 2.0, faults: Faults | None = None
    ) -> None:
        gives = gives or {"temperature_c": AIR, "humidity_pct": HUMIDITY}
        config = SensorConfig(name="probe", chip="any", i2c="main", address=0x44, every_s=every_s, gives=gives)
        self.board, self.faults = Board(Settings(), frozenset(gives.values())), faults or Faults()
        self.device = Device("probe", carrier=Carrier())
        poller = SensorPoller(sensor, config, self.board, self.faults, device=self.device)
        self._task = asyncio.create_task(poller.run())

    @property
    def condition(self) -> Condition:
        return self.device.condition

    @property
    def fault(self) -> str | None:
        return self.faults.current.get("probe")

    def value(self, point: str = AIR) -> float | None:
        return self.board.readings[point].value

    def absence(self, point: str = AIR) -> Absence | None:
        return self.board.readings[point].absence


async def until(holds: Callable[[], bool], within_s: float) -> float:
    """After how many seconds it holds; fails where it does not in time."""
    began_s = asyncio.get_running_loop().time()
    while not holds():
        assert asyncio.get_running_loop().time() - began_s < within_s
        await asyncio.sleep(0.25)
    return asyncio.get_running_loop().time() - began_s


@virtual_time
async def test_a_device_that_answers_and_never_has_a_new_value_is_named_and_one_start_heals_it() -> None:
    sensor = Scripted(heals=True)
    bench = Bench(sensor)
    await asyncio.sleep(10.0)
    sensor.gives = NoDataYet("no conversion since the last one")
    told: list[str] = []
    await until(lambda: len(sensor.starts) == 2, within_s=MIN_SILENCE_S + 4.0)
    told += [bench.fault or ""]
    assert told[0].startswith("probe: no new value for 2")
    assert "start it again; no conversion since the last one" in told[0]
    await asyncio.sleep(3.0)
    assert (bench.condition, bench.fault, bench.value()) == (Condition.OK, None, 21.0)
    assert (bench.device.health.silences, bench.device.health.starts) == (1, 2)


@virtual_time
async def test_a_device_that_stays_silent_is_lost_and_started_less_and_less_often_until_it_speaks() -> None:
    sensor = Scripted()
    bench = Bench(sensor)
    await asyncio.sleep(10.0)
    sensor.gives = NoDataYet("nothing")
    await asyncio.sleep(3_600.0)
    assert (bench.value(), bench.absence()) == (None, Absence.STALE)
    assert bench.fault is not None
    assert bench.device.health.silences in (len(sensor.starts) - 1, len(sensor.starts))
    assert 12 <= len(sensor.starts) <= 3_600 / MAX_WAIT_S * 2
    sensor.gives = WELL
    await until(lambda: bench.value() == 21.0, within_s=MAX_WAIT_S + 10.0)
    assert bench.fault is None


@pytest.mark.parametrize(("period_s", "every_s"), [(0.0, 2.0), (5.0, 5.0), (94.0, 2.0), (0.0, 300.0)])
@virtual_time
async def test_the_longest_silence_goes_by_the_pace_of_the_device_and_of_its_reads(
    period_s: float, every_s: float
) -> None:
    sensor = Scripted(NoDataYet("nothing"), period_s=period_s)
    Bench(sensor, every_s=every_s)
    max_s = max(MIN_SILENCE_S, 3 * (period_s + every_s))
    await asyncio.sleep(max_s)
    assert len(sensor.starts) == 1
    await asyncio.sleep(every_s + 1.0)
    assert len(sensor.starts) == 2


@pytest.mark.parametrize(("error", "absence"), [(NoFix("no fix"), Absence.NO_FIX), (NothingToMeasure("learns"), None)])
@virtual_time
async def test_a_device_that_says_it_has_nothing_to_measure_is_well_for_however_long(
    error: DriverError, absence: Absence | None
) -> None:
    sensor = Scripted()
    bench = Bench(sensor)
    await asyncio.sleep(3.0)
    sensor.gives = error
    await asyncio.sleep(7_200.0)
    assert (bench.condition, bench.fault, len(sensor.starts)) == (Condition.WAITING, None, 1)
    assert (bench.value(), bench.absence()) == (None, absence or Absence.NO_DATA_YET)
    assert bench.device.health.reason == str(error)
    sensor.gives = WELL
    assert await until(lambda: bench.value() == 21.0, within_s=3.0) <= 2.0
    assert bench.condition is Condition.OK


@virtual_time
async def test_a_bad_field_is_absent_alone_and_reported_once_it_lasts() -> None:
    sensor = Scripted(Sample(OutOfRange("87 °C is no air"), 45.0))
    bench = Bench(sensor)
    await asyncio.sleep(2.0 * (SAMPLES_UNTIL_REPORTED - 1) - 1.0)
    assert (bench.absence(), bench.value(HUMIDITY)) == (Absence.OUT_OF_RANGE, 45.0)
    assert (bench.condition, bench.fault) == (Condition.OK, None)
    await asyncio.sleep(2.0)
    assert (bench.condition, bench.fault) == (Condition.FAULTY, "probe: 87 °C is no air")
    assert len(sensor.starts) == 1
    sensor.gives = WELL
    await asyncio.sleep(2.0)
    assert not bench.faults.current
    assert (bench.condition, bench.value()) == (Condition.OK, 21.0)


@virtual_time
async def test_a_field_that_is_not_known_yet_may_warm_up_before_it_is_reported() -> None:
    bench = Bench(Scripted(Sample(NotAvailable("unknown"), 45.0)))
    await asyncio.sleep(UNKNOWN_S - 1.0)
    assert (bench.fault, bench.absence()) == (None, Absence.SENTINEL)
    await asyncio.sleep(3.0)
    assert bench.fault == "probe: unknown"


@virtual_time
async def test_a_field_that_there_is_nothing_to_measure_for_is_never_reported() -> None:
    bench = Bench(Scripted(Sample(NothingToMeasure("no course while the car stands"), 45.0)))
    await asyncio.sleep(3_600.0)
    assert (bench.condition, bench.fault, bench.value(HUMIDITY)) == (Condition.OK, None, 45.0)


@virtual_time
async def test_a_device_none_of_whose_wanted_values_can_be_is_started_again_and_then_lost() -> None:
    sensor = Scripted(Sample(OutOfRange("0 ppm"), 45.0))
    bench = Bench(sensor, {"temperature_c": AIR})
    await asyncio.sleep(2.0 * SAMPLES_UNTIL_REPORTED - 1.0)
    assert (bench.condition, len(sensor.starts)) == (Condition.DEGRADED, 2)
    await asyncio.sleep(2.0 * SAMPLES_UNTIL_REPORTED)
    assert (bench.condition, bench.fault) == (Condition.LOST, "probe: 0 ppm")
    sensor.gives = WELL
    await until(lambda: bench.condition is Condition.OK, within_s=10.0)
    assert bench.fault is None


@virtual_time
async def test_what_a_device_complains_of_is_a_fault_while_it_lasts_and_its_values_stay() -> None:
    sensor = Scripted(complaints=("its fan stands still", "its door is open"))
    bench = Bench(sensor)
    await asyncio.sleep(1.0)
    assert bench.fault == "probe: its fan stands still; its door is open"
    assert (bench.condition, bench.device.health.reason) == (Condition.FAULTY, "its fan stands still; its door is open")
    assert (bench.value(), len(sensor.starts)) == (21.0, 1)
    sensor.complaints = ()
    await asyncio.sleep(2.0)
    assert not bench.faults.current
    assert bench.condition is Condition.OK


# ---- the real drivers ------------------------------------------------------------------------------------------------


@virtual_time
async def test_a_tmp117_that_a_brown_out_has_shut_down_is_started_again() -> None:
    chip = SimTmp117(clock(), lambda: 4.0)
    wires = SimI2cBus({0x48: chip})
    bench = Bench(Tmp117(I2cBus("main", lambda: wires), 0x48), {"temperature_c": AIR})
    await asyncio.sleep(20.0)
    chip.eeprom[0x01] = 0x0620  # shutdown
    chip.power_cycle()
    await until(lambda: bench.device.health.starts == 2, within_s=30.0)
    await asyncio.sleep(5.0)
    assert (bench.condition, bench.value(), bench.fault) == (Condition.OK, 4.0, None)


@virtual_time
async def test_a_receiver_without_a_fix_is_well_and_its_place_comes_with_the_first_one() -> None:
    loop = asyncio.get_running_loop()
    receiver = SimGnss(lambda: 1.8e9 + loop.time(), Place)
    receiver.has_fix = False
    talk = asyncio.create_task(receiver.run())
    point = "vehicle.latitude_deg"
    bench = Bench(Gnss(SimSerialPort(receiver)), {"latitude_deg": point})
    await asyncio.sleep(900.0)
    assert (bench.condition, bench.fault, bench.absence(point)) == (Condition.WAITING, None, Absence.NO_FIX)
    assert bench.device.health.starts == 1
    receiver.has_fix = True
    assert await until(lambda: bench.value(point) is not None, within_s=5.0) <= 3.5, "a sentence and a read"
    talk.cancel()


@pytest.mark.parametrize("rest_s", [0.0, 60.0, 3_600.0])
@virtual_time
async def test_a_value_stands_between_the_samples_of_a_sensor_that_rests(rest_s: float) -> None:
    loop = asyncio.get_running_loop()
    device = SimPms5003(loop.time, Dust)
    talk = asyncio.create_task(device.run())
    bench = Bench(Pms5003(SimSerialPort(device), rest_s), {"pm25_ugm3": DUST})
    limit_s = Settings().freshness.air_quality_s
    await until(lambda: bench.value(DUST) is not None, within_s=60.0)
    for _ in range(400):
        await asyncio.sleep(10.0)
        assert freshness.usable(bench.board.readings[DUST], limit_s, now_s=loop.time()).value is not None
    device.faults.silent = True
    await until(lambda: bench.value(DUST) is None, within_s=2.0 * rest_s + 60.0)
    talk.cancel()


@virtual_time
async def test_a_fan_that_a_station_reports_is_a_fault_and_what_it_does_not_spoil_stays() -> None:
    chip = SimSen5x(clock(), StationAir)
    wires = SimI2cBus({0x69: chip})
    gives = {"pm2_5_ugm3": DUST, "temperature_c": AIR}
    bench = Bench(Sen5x(I2cBus("main", lambda: wires), 0x69), gives)
    await asyncio.sleep(30.0)
    assert bench.condition is Condition.OK
    chip.broken.add(4)
    await asyncio.sleep(30.0)
    assert bench.fault == "probe: SEN5x at 0x69: fan blocked or broken"
    assert (bench.absence(DUST), bench.value()) == (Absence.OUT_OF_RANGE, 23.55)
    chip.broken.clear()
    await asyncio.sleep(30.0)
    assert not bench.faults.current


def test_sixteen_thermometers_on_one_wire_stay_fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each read on a wire of its own time would take 12 s; they convert together, once a second at most."""
    seconds = 60

    async def scenario() -> None:
        wire, files = OneWire(tmp_path, monkeypatch), SysfsFiles("w1")
        sensors = [Ds18b20(files, wire.link(f"0316a279{number:04x}")) for number in range(16)]
        benches = [Bench(sensor, {"temperature_c": f"extra.probe{index}_c"}) for index, sensor in enumerate(sensors)]
        await asyncio.sleep(5.0)
        for _ in range(seconds):
            await asyncio.sleep(1.0)
            for index, bench in enumerate(benches):
                reading = bench.board.readings[f"extra.probe{index}_c"]
                assert reading.value == index
                assert asyncio.get_running_loop().time() - reading.taken_at_s <= 2.5
        assert wire.triggers <= seconds + 5
        assert wire.own_conversions == 0
        files.close()

    run(scenario(), speed=None)


class Counted(Faults):
    """Counts how often something began to be a fault."""

    begun = 0

    def report(self, name: str, line: str) -> None:
        self.begun += name not in self.current
        super().report(name, line)


@virtual_time
async def test_a_device_that_restarts_itself_each_half_minute_keeps_its_values_and_is_one_fault() -> None:
    chip = SimIna226(clock(), lambda: 12.8, lambda: 4.2, 0.002)
    wires, faults = SimI2cBus({0x41: chip}), Counted()
    bench = Bench(Ina226(I2cBus("main", lambda: wires), 0x41, 0.002), {"voltage_v": "supply.voltage_v"}, faults=faults)
    await asyncio.sleep(10.0)
    missing = 0
    for second in range(1_200):
        if second % 30 == 0:
            chip.power_cycle()
        await asyncio.sleep(1.0)
        missing += bench.value("supply.voltage_v") is None
    assert (missing, faults.begun) == (0, 1)
    fault = bench.fault or ""
    assert "it was reset, start it again (it comes and goes: check its supply" in fault
    assert bench.device.health.reason is not None
    await asyncio.sleep(WELL_S + 10.0)
    assert (bench.fault, bench.condition) == (None, Condition.OK)


@virtual_time
async def test_a_device_that_was_reset_and_cannot_be_set_up_has_failed_like_any_other() -> None:
    sensor = Scripted()
    bench = Bench(sensor)
    await asyncio.sleep(10.0)
    sensor.gives = WasReset("it was reset, start it again")
    await asyncio.sleep(60.0)
    assert (bench.value(), bench.absence()) == (None, Absence.OFFLINE)
    assert (bench.condition, bench.fault) == (Condition.LOST, "probe: it was reset, start it again")
    sensor.gives = WELL
    await until(lambda: bench.value() == 21.0, within_s=MAX_WAIT_S + 10.0)


@virtual_time
async def test_one_transfer_that_looks_like_a_reset_costs_no_value_where_the_start_fails_as_well() -> None:
    class Disturbed(Scripted):
        """Answers a start with an error once, as a line that was held for a moment."""

        async def start(self) -> None:
            await super().start()
            if len(self.starts) == 2:
                self.gives = WELL
                raise Offline("no answer")

    sensor = Disturbed()
    bench = Bench(sensor)
    await asyncio.sleep(10.0)
    sensor.gives = WasReset("it was reset, start it again")
    for _ in range(20):
        await asyncio.sleep(0.5)
        assert (bench.value(), bench.fault) == (21.0, None)


@pytest.mark.parametrize(
    "bad",
    [
        Sample(OutOfRange("broken wire"), 45.0),
        Sample(900.0, 45.0),
        Sample(float("nan"), 45.0),
        OutOfRange("it tells of error 0x02"),
    ],
)
@virtual_time
async def test_what_comes_and_goes_for_ever_is_one_fault_that_ends_when_it_has_been_well(
    bad: Sample | DriverError,
) -> None:
    sensor, faults = Scripted(), Counted()
    bench = Bench(sensor, faults=faults)
    for _ in range(60):
        sensor.gives = bad
        await asyncio.sleep(10.0)
        sensor.gives = WELL
        await asyncio.sleep(10.0)
    assert faults.begun <= MANY_FAILURES
    assert "it comes and goes" in (bench.fault or "")
    assert (bench.value(), bench.condition) == (21.0, Condition.FAULTY)
    await asyncio.sleep(WELL_S + 4.0)
    assert (bench.fault, bench.condition) == (None, Condition.OK)


@virtual_time
async def test_a_fault_that_has_come_to_stay_is_no_longer_said_to_come_and_go() -> None:
    sensor = Scripted()
    bench = Bench(sensor)
    for _ in range(MANY_FAILURES + 1):
        sensor.complaints = ("its lamp is dark",)
        await asyncio.sleep(10.0)
        sensor.complaints = ()
        await asyncio.sleep(10.0)
    sensor.complaints = ("its lamp is dark",)
    await asyncio.sleep(RELAPSE_WINDOW_S + 10.0)
    assert bench.fault == "probe: its lamp is dark"


@virtual_time
async def test_a_device_all_of_whose_values_are_refused_is_started_again_and_then_lost() -> None:
    sensor = Scripted(gives=Sample(float("nan"), 900.0))
    bench = Bench(sensor)
    await until(lambda: bench.condition is Condition.LOST, within_s=30.0)
    assert len(sensor.starts) == 2
    assert bench.fault == "probe: cabin.air_c = nan: is out of range: it can be -60 to 150 °C"
    assert bench.device.health.newest_s is None
    sensor.gives = WELL
    await until(lambda: bench.value() == 21.0, within_s=MAX_WAIT_S + 10.0)


@virtual_time
async def test_a_device_that_only_complains_has_no_newest_value() -> None:
    bench = Bench(Scripted(gives=Sample(OutOfRange("no air"), OutOfRange("no air")), complaints=("fan blocked",)))
    await asyncio.sleep(20.0)
    assert (bench.condition, bench.fault, bench.device.health.newest_s) == (
        Condition.FAULTY,
        "probe: fan blocked; no air",
        None,
    )
