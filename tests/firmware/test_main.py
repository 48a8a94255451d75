import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory, MockPWMPin

from firmware.__main__ import main
from firmware.checks.configuration import load_checked
from firmware.config import OutputConfig, Wiring
from firmware.service import output_manifest

ROOT = Path(__file__).resolve().parents[2]
OUTPUTS = '[[outputs]]\nname = "blower"\npin = 17\nkind = "relay"\n'


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "homeward.toml"
    file.write_text(OUTPUTS)
    return file


def test_a_good_file_is_said_to_be_good(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(config)]) == 0
    assert capsys.readouterr().out == "Homeward: good (0 sensors, 0 CAN buses, 1 output)\n"


def test_a_bad_file_is_refused_by_every_command_with_one_line_for_each_error(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config.write_text("colour = 1\n[cabin]\nset_point_c = 90\n")
    for arguments in (
        ["check", str(config)],
        ["run", "--config", str(config)],
        ["outputs-off", "--config", str(config)],
    ):
        assert main(arguments) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert len(captured.err.splitlines()) == 2
        assert all(line.startswith(f"{config}:") for line in captured.err.splitlines())


def test_bad_usage_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["fly"])
    assert ended.value.code == 2
    assert "fly" in capsys.readouterr().err


@pytest.fixture
def pins() -> Iterator[MockFactory]:
    """The pins of a board, to be looked at."""
    Device.pin_factory = factory = MockFactory(pin_class=MockPWMPin)
    yield factory
    factory.close()
    Device.pin_factory = None


def outputs_of(config: Path) -> list[dict[str, Any]]:
    return [dict(pin) for each in load_checked(config).outputs for pin in each.released]


def left_on(pins: MockFactory, name: str) -> MockPWMPin:
    """A pin as a dead process leaves it."""
    pin = pins.pin(name)
    pin.function = "output"
    pin.state = True
    return pin


def test_outputs_off_releases_what_a_dead_process_left_on(config: Path, pins: MockFactory) -> None:
    pin = left_on(pins, "GPIO17")
    assert main(["outputs-off", "--config", str(config)]) == 0
    assert pin.state == 0


@pytest.mark.parametrize("now", ["colour = 1\n", OUTPUTS.replace("17", "27")], ids=["broken", "other pin"])
def test_outputs_off_releases_what_the_service_drove_whatever_the_configuration_says_by_now(
    config: Path, pins: MockFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: str
) -> None:
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    output_manifest.persist(outputs_of(config), os.environ)
    config.write_text(now)
    pin = left_on(pins, "GPIO17")
    assert main(["outputs-off", "--config", str(config)]) == 0
    assert pin.state == 0


def test_what_is_persisted_of_an_output_is_all_of_it() -> None:
    (pin,) = OutputConfig(name="blower", pin=5, kind=Wiring.PWM).released
    assert pin.keys() >= output_manifest.KEYS
    assert pin["moves_air"] is True


@pytest.mark.parametrize("text", [None, "", "[]", "[{}]", '{"pin": 17}'])
def test_where_nothing_usable_was_persisted_the_configuration_is_used(
    config: Path, pins: MockFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None
) -> None:
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    if text is not None:
        (tmp_path / "outputs.json").write_text(text)
    pin = left_on(pins, "GPIO17")
    assert main(["outputs-off", "--config", str(config)]) == 0
    assert pin.state == 0


def test_a_runtime_folder_that_cannot_be_written_is_no_reason_to_stop(
    config: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    output_manifest.persist(outputs_of(config), {"RUNTIME_DIRECTORY": str(tmp_path / "gone")})
    output_manifest.persist(outputs_of(config), {})
    assert "the configuration must do" in caplog.text


def test_outputs_off_loads_next_to_nothing() -> None:
    code = "import sys, firmware.__main__, firmware.cli.outputs_off; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()  # noqa: S603  # our own
    assert not {"pydantic", "cantools", "can", "controller", "firmware.service.daemon"} & {*loaded}


def test_the_version_is_that_of_the_package_and_the_service_is_not_loaded_for_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    code = (
        "import atexit, sys, firmware.__main__ as whole; atexit.register(lambda: print(*sys.modules)); "
        "sys.exit(whole.main(['--version']))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603  # our own
    line, loaded = told.stdout.splitlines()
    assert line == f"homeward {project['version']}"
    assert not {"pydantic", "asyncio", "gpiozero", "controller", "firmware.config"} & {*loaded.split()}


def test_outputs_off_without_pins_is_one_line(
    config: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "lgpio")
    assert main(["outputs-off", "--config", str(config)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "blower" in line


def test_outputs_off_on_a_machine_that_is_no_pi_is_one_line_for_all_outputs(
    config: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_name: str) -> None:
        raise ImportError("No module named 'lgpio'")

    monkeypatch.delenv("GPIOZERO_PIN_FACTORY", raising=False)
    monkeypatch.setattr("drivers.gpio.gpio_chip.import_module", missing)
    monkeypatch.setattr(Path, "glob", lambda *_: iter(()))
    config.write_text(OUTPUTS + '[[outputs]]\nname = "purifier"\npin = 4\nkind = "pwm"\n')
    assert main(["outputs-off", "--config", str(config)]) == 1
    captured = capfd.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    assert line.startswith("homeward: output ")
    assert line.endswith("): cannot be opened: there is no /dev/gpiochip*: is this a Raspberry Pi?")
    assert line.count("(GPIO ") == 2


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["chek", "x"],
            "homeward: chek: is no command; did you mean check? known: run, outputs-off, check, scan, identity, ",
        ),
        ([], "homeward: the following arguments are required: COMMAND; `homeward --help` tells more"),
        (["run", "--confg", "x"], "homeward run: --confg: is no option; did you mean --config? known: "),
        (["check", "x", "--json"], "homeward check: --json: is no option; known: -h, --help; `homeward check --help`"),
        (["check"], "homeward check: the following arguments are required: FILE; `homeward check --help` tells more"),
        (["check", "a", "b"], "homeward check: b: is no argument of it; known: "),
    ],
)
def test_bad_usage_is_one_line_with_what_would_be_right(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(told)


@pytest.mark.parametrize("command", [["check"], ["run", "--config"], ["outputs-off", "--config"], ["scan", "--config"]])
def test_a_file_that_cannot_be_read_is_one_line_with_what_would_be_right(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied", self)

    absent, large = tmp_path / "absent.toml", tmp_path / "large.toml"
    large.write_bytes(b"#" * 200_001)
    for file, told in (
        (absent, "cannot be read: there is no such file; docs/homeward.toml is an example to copy and edit"),
        (tmp_path, "cannot be read: it is a folder; name a file in it"),
        (large, "is larger than 200 kB: is it a configuration?"),
    ):
        assert main([*command, str(file)]) == 2
        assert capsys.readouterr().err == f"{file}: {told}\n"
    monkeypatch.setattr(Path, "open", refuse)
    assert main([*command, str(large)]) == 2
    assert capsys.readouterr().err.startswith(f"{large}: cannot be read: this user may not; try sudo")
