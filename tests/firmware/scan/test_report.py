import asyncio
import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.__main__ import main
from firmware.checks.configuration import problems
from firmware.config import Config
from firmware.config.file import parse
from firmware.scan.report import NO_BUS, ScanReport, scan
from hil.chips import SimChip, SimTmp117
from hil.chips.ds18b20 import SimDs18b20
from hil.chips.tca9548a import SimTca9548a, Wires
from hil.rig.simulated_hardware import Pins, SimulatedHardware
from hil.rig.simulated_i2c import SimI2cBus
from hil.rig.virtual_time import run
from tests.drivers.discovery.scanned_bus import KNOWN, UnknownChip, one_of_each
from tests.drivers.fake_sysfs import add_i2c_bus, add_i2c_client, add_network, add_rtc, add_tty

CONFIG = """
[console]
port = "/dev/ttyUSB0"
[[fridge.compartments]]
name = "food"
[[i2c]]
name = "main"
bus = 1
[[sensors]]
name = "food air"
chip = "tmp117"
i2c = "main"
address = 0x48
gives = { temperature_c = "fridge.food.air_c" }
"""

Now = Callable[[], float]


def chips(now_s: Now) -> dict[int, SimChip]:
    return {**one_of_each(now_s), 0x20: UnknownChip(now_s)}


def switched(now_s: Now) -> Wires:
    behind = {2: {0x48: SimTmp117(now_s, lambda: 4.0)}}
    return Wires({0x48 + 1: SimTmp117(now_s, lambda: 22.0)}, 0x71, SimTca9548a(now_s, behind))


@pytest.fixture
def sysfs(tmp_path: Path) -> Path:
    """A Raspberry Pi with one of each."""
    folder = tmp_path / "sys"
    add_i2c_bus(folder, 1)
    add_i2c_client(folder, bus=1, address=0x68, driver="rtc-ds1307")
    add_rtc(folder, "rtc0", "rtc-ds1307 1-0068", since_epoch="")
    add_network(folder, "can0", is_can=True)
    add_tty(folder, "ttyUSB0")
    SimDs18b20(folder / "bus/w1/devices")
    return folder


def scanned(sysfs: Path, wire: Callable[[Now], dict[int, SimChip] | Wires], config: Config | None = None) -> ScanReport:
    async def scenario() -> ScanReport:
        wires = SimI2cBus(wire(asyncio.get_running_loop().time))
        await asyncio.sleep(2.0)
        return await scan(SimulatedHardware({1: lambda: wires}, Pins().set, sysfs), config)

    return run(scenario(), speed=None)


def toml_of(report: ScanReport) -> str:
    return "\n".join(json.loads(report.as_json())["toml"])


def test_everything_is_listed_for_people(sysfs: Path) -> None:
    text = scanned(sysfs, chips).as_text()
    assert text.startswith("/dev/i2c-1: i2c1, bcm2835 (i2c@7e804000)\n")
    for line in (
        "  0x20  answers, and is none of the known chips",
        "  0x48  TMP117",
        "  0x68  kernel driver rtc-ds1307: left alone",
        "  0x76  BMP280: as a BME280, but without humidity",
        "  28-0316a2797d5c",
        "  /dev/ttyUSB0",
        "  can0, up",
        "  rtc0, rtc-ds1307 1-0068: has lost its time (is its battery empty?)",
    ):
        assert line in text.splitlines()


def test_everything_is_listed_for_machines(sysfs: Path) -> None:
    report = scanned(sysfs, chips)
    found = json.loads(report.as_json())
    assert set(found) == {"i2c", "one_wire", "serial_ports", "can", "clocks", "toml", "troubles"}
    (bus,) = found["i2c"]
    assert set(bus) == {"name", "number", "adapter", "devices", "trouble"}
    assert (bus["number"], bus["trouble"], report.errors) == (1, None, [])
    devices = {device["address"]: device for device in bus["devices"]}
    assert {int(address, 16): device["chip"] for address, device in devices.items() if device["chip"]} == {
        address: chip for address, (chip, _) in KNOWN.items()
    }
    assert devices["0x68"]["owner"] == "rtc-ds1307"
    assert found["one_wire"] == ["28-0316a2797d5c"]
    assert found["can"] == [{"name": "can0", "state": "up"}]
    assert found["clocks"][0]["has_time"] is False


def test_the_lines_for_the_configuration_lack_only_what_nobody_can_see(sysfs: Path) -> None:
    text = toml_of(scanned(sysfs, chips))
    assert len(tomllib.loads(text)["sensors"]) == len(KNOWN) + 1
    lines = problems(parse(text, source="scan.toml"))
    unseen = ("gives.", "address", "options")
    assert all(any(word in line for word in unseen) for line in lines), lines


def test_only_which_temperature_it_is_must_be_filled_in(sysfs: Path) -> None:
    text = toml_of(scanned(sysfs, lambda now_s: {0x44: chips(now_s)[0x44]}))
    config = parse(text, source="scan.toml")
    (sht4x, ds18b20) = config.sensors
    assert sht4x.gives == {"humidity_pct": "cabin.humidity_pct"}
    assert "# measures temperature_c, too" in text
    assert ds18b20.one_wire == "28-0316a2797d5c"
    (line,) = problems(config)
    assert line.startswith("sensors[1].gives.temperature_c = '': is not known here; known: cabin.air_c")


def test_what_the_configuration_has_is_named_and_not_proposed_again(sysfs: Path) -> None:
    report = scanned(sysfs, chips, parse(CONFIG, source="car.toml"))
    assert "  0x48  TMP117 = food air" in report.as_text()
    proposed = tomllib.loads(toml_of(report))
    assert "i2c" not in proposed
    assert "/dev/ttyUSB0" not in toml_of(report)
    assert 0x48 not in {sensor.get("address") for sensor in proposed["sensors"]}
    assert "fridge.food.air_c" not in toml_of(report)


def test_a_chip_behind_a_switch_comes_with_a_bus_of_its_own(sysfs: Path) -> None:
    report = scanned(sysfs, switched)
    text = report.as_text()
    assert "  0x71  TCA9548A, a switch\n    channel 2: i2c1_71_2\n      0x48  TMP117\n" in text
    config = parse(toml_of(report), source="scan.toml")
    assert {line.split(".gives.")[0] for line in problems(config)} == {f"sensors[{index}]" for index in range(3)}
    port = config.i2c[1].switch_port
    assert port is not None
    assert (port.parent, port.address, port.channel) == ("i2c1", 0x71, 2)
    assert {sensor.i2c for sensor in config.sensors if sensor.i2c} == {"i2c1", "i2c1_71_2"}


def test_a_channel_and_a_chip_behind_it_have_the_names_of_the_configuration(sysfs: Path) -> None:
    rear = '[[i2c]]\nname = "rear"\nmux = "main"\nmux_address = 0x71\nchannel = 2\n'
    config = parse(rear + CONFIG.replace('i2c = "main"', 'i2c = "rear"'), source="car.toml")
    report = scanned(sysfs, switched, config)
    assert "    channel 2: rear\n      0x48  TMP117 = food air\n" in report.as_text()
    assert [sensor.get("address") for sensor in tomllib.loads(toml_of(report))["sensors"]] == [0x49, None]


def test_a_configured_bus_that_is_not_there_is_one_line(sysfs: Path) -> None:
    config = parse('[[i2c]]\nname = "engine"\nbus = 3\n', source="car.toml")
    report = scanned(sysfs, chips, config)
    (line,) = report.errors
    assert line is not None
    assert line.startswith("i2c engine: /dev/i2c-3: No such file")
    assert f"/dev/i2c-3: engine\n  {line}" in report.as_text()


def test_a_machine_without_a_bus_says_so(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("firmware.wiring.raspberry_pi.RealHardware.sysfs", Path("/dev/null"))
    assert main(["scan"]) == 1
    assert capsys.readouterr().err == f"{NO_BUS}\n"
    assert main(["scan", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["troubles"] == [NO_BUS]


def test_a_bad_configuration_is_refused_before_anything_is_touched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "car.toml"
    file.write_text("colour = 1\n")
    assert main(["scan", "--config", str(file)]) == 2
    assert capsys.readouterr().err.startswith(f"{file}:1: colour: is not a known key; known: ")
