import asyncio
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from drivers.errors import BadFrame, NotFitted
from firmware.__main__ import main
from firmware.checks.configuration import load_checked, problems
from firmware.config import Config
from firmware.config.file import parse
from firmware.wiring import plugin_probe
from firmware.wiring.builtin_drivers import CHIPS
from firmware.wiring.driver_registry import registry
from firmware.wiring.plugin_sensor import PlugInFailed
from firmware.wiring.sensor_places import Places
from hil.rig.simulated_hardware import Pins, SimulatedHardware
from hil.rig.simulated_i2c import SimI2cBus
from hil.rig.virtual_time import run
from tests.patience import wait_until

EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "example-sensor"
SENSOR = """
[[i2c]]
name = "main"
bus = 1
[[sensors]]
name = "cabin air"
chip = "aht20"
i2c = "main"
address = 0x38
gives = { temperature_c = "cabin.air_c" }
"""

FRAIL = """
from dataclasses import dataclass
from drivers.ports import I2cDevicePort

@dataclass(frozen=True)
class Sample:
    temperature_c: float

class Frail:
    def __init__(self, bus: I2cDevicePort, address: int, at: float = 0) -> None:
        self.at = at
        1 / (at - 1)

    async def start(self) -> None:
        1 / (self.at - 2)

    async def read(self) -> Sample:
        1 / (self.at - 3)
        return Sample("warm" if self.at == 4 else 21.0)

    async def close(self) -> None:
        1 / (self.at - 5)

class NoPlace:
    def __init__(self, bus, address: int) -> None: ...
    async def read(self) -> Sample: ...

class NoSample:
    def __init__(self, bus: I2cDevicePort, address: int) -> None: ...
    async def read(self) -> float: ...
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of installed packages."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name in set(sys.modules) - before:
        if name.split(".")[0] in {"frail", "homeward_aht20"}:
            del sys.modules[name]


def install(site: Path, package: str, entries: dict[str, str]) -> None:
    """What pip leaves behind of a package that gives these chips."""
    info = site / f"{package.replace('-', '_')}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    rows = "".join(f"{chip} = {target}\n" for chip, target in entries.items())
    (info / "entry_points.txt").write_text(f"[homeward.sensors]\n{rows}")


def install_frail(site: Path, name: str = "Frail") -> None:
    (site / "frail.py").write_text(FRAIL)
    install(site, "homeward-frail", {"frail": f"frail:{name}"})


def frail(options: str) -> Config:
    text = SENSOR.replace('"aht20"', '"frail"') + f"options = {{ at = {options} }}\n"
    return parse(text, source="car.toml")


def places(config: Config, chips: SimI2cBus | None = None) -> Places:
    return Places(config, SimulatedHardware({1: lambda: chips or SimI2cBus({})}, Pins().set))


@pytest.fixture
def example(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The example package as its own pyproject.toml would install it."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())["project"]
    monkeypatch.syspath_prepend(EXAMPLE)
    install(site, project["name"], project["entry-points"]["homeward.sensors"])


@pytest.mark.usefixtures("example")
def test_the_example_package_is_checked_like_a_built_in_chip() -> None:
    assert problems(parse(SENSOR, source="car.toml")) == []
    (line,) = problems(parse(SENSOR.replace("temperature_c =", "heat_c ="), source="car.toml"))
    assert line == "sensors[0].gives.heat_c: is nothing that aht20 measures; it measures: humidity_pct, temperature_c"
    (line,) = problems(parse(f"{SENSOR}options = {{ offset = 1 }}", source="car.toml"))
    assert line == "sensors[0].options.offset: is no option of aht20; did you mean offset_c? it has: offset_c"


@pytest.mark.usefixtures("example")
def test_the_example_package_measures() -> None:
    simulated = import_module("homeward_aht20.simulated")

    async def scenario() -> None:
        chip = simulated.SimAht20(asyncio.get_running_loop().time, lambda: 45.0, lambda: 21.5)
        config = parse(SENSOR, source="car.toml")
        sensor = places(config, SimI2cBus({0x38: chip})).sensor(config.sensors[0])
        await sensor.start()
        assert (await sensor.read()).temperature_c == pytest.approx(21.5, abs=1e-3)

    run(scenario(), speed=None)


def test_the_example_package_passes_its_own_tests() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(EXAMPLE), str(EXAMPLE)]
    environment = {**os.environ, "PYTHONPATH": f"{EXAMPLE}:{EXAMPLE.parents[1]}"}
    done = subprocess.run(command, env=environment, cwd=EXAMPLE, capture_output=True, text=True, check=False)  # noqa: S603  # our own words
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("not_there:Chip", "ModuleNotFoundError: No module named 'not_there'"),
        ("frail:Chip", "AttributeError: module 'frail' has no attribute 'Chip'"),
        ("frail:NoPlace", "the first parameter of NoPlace must have one of the types I2cDevicePort, SerialPort"),
        ("frail:NoSample", "NoSample.read must say that it returns a dataclass"),
        ("wrong:Chip", "SyntaxError: "),
    ],
)
def test_a_plug_in_that_cannot_be_loaded_is_one_line_and_the_rest_works(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], target: str, reason: str
) -> None:
    (site / "frail.py").write_text(FRAIL)
    (site / "wrong.py").write_text("def (:\n")
    install(site, "homeward-frail", {"aht20": target})
    file = tmp_path / "car.toml"
    file.write_text(SENSOR)
    assert main(["check", str(file)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("plug-in homeward-frail: the chip aht20 (")
    assert reason in line
    assert load_checked(file).sensors[0].chip == "aht20", "the service starts without it"


MARK = "import pathlib; pathlib.Path(__file__).with_suffix('.imported').touch()\n"


def test_what_is_not_used_is_not_imported_and_not_a_word_is_said_of_it(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "frail.py").write_text(MARK + FRAIL)
    install(site, "homeward-frail", {"frail": "frail:Frail", "broken": "not_there:Chip"})
    file = tmp_path / "car.toml"
    file.write_text(SENSOR.replace('"aht20"', '"sht4x"').replace("0x38", "0x44"))
    assert main(["check", str(file)]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    assert "good" in captured.out
    assert not (site / "frail.imported").exists()
    assert registry().names >= {"sht4x", "frail", "broken"}
    (line,) = problems(parse(SENSOR.replace('"aht20"', '"fraill"'), source="car.toml"))
    assert "frail" in line.partition("did you mean")[2], "it is known all the same"
    assert not (site / "frail.imported").exists()


WAYS_OUT = {
    "import sys; sys.exit(0)": "SystemExit: 0 (frail.py:1)",
    "raise KeyboardInterrupt": "KeyboardInterrupt (frail.py:1)",
    "import asyncio; raise asyncio.CancelledError('no')": "CancelledError: no (frail.py:1)",
    "import os; os._exit(0)": "its import ends the whole process (0)",
    "import os; os.abort()": "its import ends the whole process (-6)",
    "import sys; print('{}'); sys.stdout.flush(); import os; os._exit(0)": "its import ends the whole process (0)",
    "exec('(' * 10_000)": "SyntaxError: ",
    "def f(): f()\nf()": "RecursionError: maximum recursion depth exceeded (frail.py:1)",
    "class Odd(Exception):\n  def __str__(self): raise SystemExit\nraise Odd": "Odd (frail.py:3)",
}


@pytest.mark.parametrize("code", WAYS_OUT)
def test_whatever_an_import_does_is_one_line_of_check(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], code: str
) -> None:
    (site / "frail.py").write_text(code)
    install(site, "homeward-frail", {"aht20": "frail:Chip"})
    file = tmp_path / "car.toml"
    file.write_text(SENSOR)
    assert main(["check", str(file)]) == 2
    captured = capsys.readouterr()
    (line,) = captured.err.splitlines()
    assert line.startswith("plug-in homeward-frail: the chip aht20 (frail:Chip) cannot be loaded: ")
    assert WAYS_OUT[code] in line
    assert captured.out == ""


def test_imports_that_hang_are_given_up_together_with_what_they_have_started(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plugin_probe, "WITHIN_S", 1.0)
    monkeypatch.setattr(plugin_probe, "_AT_ONCE_S", 0.1)
    child = "import subprocess, pathlib; child = subprocess.Popen(['sleep', '600'])\n"
    note = "pathlib.Path(__file__).with_suffix('.child').write_text(str(child.pid))\n"
    (site / "frail.py").write_text(f"{child}{note}while True: pass\n")
    install(site, "homeward-frail", {"one": "frail:One", "two": "frail:Two"})
    known = registry({"one", "two"})
    assert [each.line.partition("loaded: ")[2] for each in known.broken] == ["its import does not end within 1 s"] * 2
    if (site / "frail.child").exists():  # on a machine that is very busy it has not come so far
        wait_for_the_end_of(int((site / "frail.child").read_text()))
    monkeypatch.setattr(plugin_probe, "_started", lambda *_arguments: pytest.fail("it is not tried again and again"))
    registry({"one", "two"})


def wait_for_the_end_of(number: int) -> None:
    """Whose parent is gone, so that only the kernel knows."""

    def has_ended() -> bool:
        try:
            return Path(f"/proc/{number}/stat").read_text().split()[2] in "ZX"
        except (FileNotFoundError, ProcessLookupError):
            return True

    wait_until(has_ended)


def test_what_a_plug_in_prints_while_it_is_loaded_does_not_get_into_what_we_print(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "frail.py").write_text(f"print('hello')\n{FRAIL}")
    install(site, "homeward-frail", {"frail": "frail:Frail"})
    assert registry({"frail"}).foreign == {"frail"}
    assert capsys.readouterr().out == ""


def test_a_package_whose_metadata_are_damaged_hides_no_other(site: Path) -> None:
    install_frail(site)
    install(site, "homeward-damaged", {})
    (site / "homeward_damaged-1.0.dist-info" / "entry_points.txt").write_bytes(b"\xff[homeward.sensors\n===\n")
    assert "frail" in registry().names


def test_the_sensor_of_a_broken_plug_in_says_so_each_time_it_is_started(site: Path) -> None:
    install(site, "homeward-frail", {"aht20": "not_there:Chip"})
    config = parse(SENSOR, source="car.toml")
    assert problems(config) == []
    sensor = places(config).sensor(config.sensors[0])
    for call in (sensor.start, sensor.read):
        with pytest.raises(NotFitted, match="plug-in homeward-frail"):
            asyncio.run(call())


def test_a_plug_in_cannot_take_the_place_of_a_built_in_chip_or_of_another_plug_in(site: Path) -> None:
    install_frail(site)
    install(site, "homeward-thief", {"tmp117": "frail:Frail", "frail": "frail:Frail"})
    known = registry({"tmp117", "frail"})
    assert known.drivers["tmp117"].make is CHIPS["tmp117"]
    assert known.foreign == {"frail"}
    assert sorted(each.chip for each in known.broken) == ["frail", "tmp117"]
    assert "plug-in homeward-thief: tmp117 is built in: it must have a name of its own" in {
        each.line for each in known.broken
    }
    assert known.why_missing("tmp117") is None
    assert known.why_missing("frail") is None


def test_what_goes_wrong_in_a_plug_in_is_a_driver_error_with_its_place(site: Path) -> None:
    install_frail(site)
    (line,) = problems(frail("1"))
    assert line == "sensors[0].options: frail: ZeroDivisionError: float division by zero (frail.py:12)"
    for at, call, line_number in ((2, "start", 15), (3, "read", 18)):
        config = frail(str(at))
        sensor = places(config).sensor(config.sensors[0])
        with pytest.raises(PlugInFailed, match=rf"frail: ZeroDivisionError: .* \(frail\.py:{line_number}\)"):
            asyncio.run(getattr(sensor, call)())


def test_a_plug_in_that_gives_no_number_gives_no_reading(site: Path) -> None:
    install_frail(site)
    config = frail("4")
    sensor = places(config).sensor(config.sensors[0])
    with pytest.raises(BadFrame, match="frail: its driver must give floats, not Sample"):
        asyncio.run(sensor.read())


def test_a_plug_in_that_fails_to_close_keeps_nobody_from_closing(site: Path) -> None:
    install_frail(site)
    config = frail("5")
    here = places(config)
    here.sensor(config.sensors[0])
    asyncio.run(here.close())
