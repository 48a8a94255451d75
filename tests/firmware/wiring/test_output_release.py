"""Each pin alone: one that fails does not keep the others on."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory, MockPWMPin

from firmware.__main__ import main
from firmware.config.file import parse
from firmware.service import output_manifest
from firmware.wiring.output_release import release

FOOD, HEATER, BLOWER = 12, 18, 26
NAMES = {"fan.food": FOOD, "blower": BLOWER, "heater": HEATER}
CONFIG = parse(
    "".join(f'[[outputs]]\nname = "{name}"\npin = {pin}\nkind = "pwm"\n' for name, pin in NAMES.items()), source="test"
)
OUTPUTS = [output.model_dump() for output in CONFIG.outputs]


class OddPin(MockPWMPin):  # type: ignore[misc]  # gpiozero has no types
    """A pin that raises what is in `errors` for its number whenever it becomes an output."""

    errors: ClassVar[dict[int, Exception]] = {}
    released: ClassVar[list[int]] = []

    def _set_function(self, value: str) -> None:
        if value == "output" and self._number in OddPin.errors:
            raise OddPin.errors[self._number]
        super()._set_function(value)

    def _set_state(self, value: float) -> None:
        super()._set_state(value)
        OddPin.released.append(self._number)


@pytest.fixture
def board() -> Iterator[MockFactory]:
    """Every output as a dead process leaves it: on."""
    Device.pin_factory = factory = MockFactory(pin_class=OddPin)
    for pin in map(factory.pin, NAMES.values()):
        pin.function = "output"
        pin.state = 1.0
    OddPin.released.clear()
    yield factory
    OddPin.errors.clear()
    factory.close()
    Device.pin_factory = None


def levels(board: MockFactory) -> dict[str, float]:
    return {name: board.pin(pin).states[-1].state for name, pin in NAMES.items()}


def test_everything_is_released_what_moves_air_last(board: MockFactory) -> None:
    assert release(OUTPUTS) == []
    assert set(levels(board).values()) == {0.0}
    assert OddPin.released[0] == HEATER


@pytest.mark.parametrize("error", [OSError(16, "busy"), ValueError("unforeseen"), KeyError("x")])
@pytest.mark.parametrize("failing", list(NAMES))
def test_one_that_cannot_be_opened_does_not_persist_the_others_on(
    board: MockFactory, failing: str, error: Exception
) -> None:
    OddPin.errors[NAMES[failing]] = error
    (line,) = release(OUTPUTS)
    assert line.startswith(f"output {failing} (GPIO {NAMES[failing]}): cannot be opened: ")
    assert {name for name, level in levels(board).items() if level} == {failing}


def test_persisted_outputs_in_another_shape_do_not_leave_the_others_on(board: MockFactory) -> None:
    odd: list[dict[str, Any]] = [{"name": "fan.food"}, {"name": "x", "pin": "y", "kind": "pwm"}]
    lines = release([*odd, *({**each, "news": 1} for each in OUTPUTS)])
    assert [line.split(":")[0] for line in lines] == ["output fan.food", "output x (GPIO y)"]
    assert levels(board)["heater"] == 0.0


@pytest.mark.usefixtures("board")
def test_the_command_names_each_in_a_line_for_each_reason_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    output_manifest.persist(OUTPUTS, {"RUNTIME_DIRECTORY": str(tmp_path)})
    assert main(["outputs-off", "--config", str(tmp_path / "none")]) == 0
    for pin in (FOOD, BLOWER):
        OddPin.errors[pin] = OSError(16, "busy")
    assert main(["outputs-off", "--config", str(tmp_path / "none")]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert [line.split(": ")[1] for line in captured.err.splitlines()] == [
        "output fan.food (GPIO 12), output blower (GPIO 26)",
    ]


def test_it_needs_no_raspberry_pi_to_say_so_in_a_line(tmp_path: Path) -> None:
    output_manifest.persist(OUTPUTS, {"RUNTIME_DIRECTORY": str(tmp_path)})
    argv = [sys.executable, "-m", "firmware", "outputs-off"]
    environment = {"RUNTIME_DIRECTORY": str(tmp_path)}
    done = subprocess.run(argv, capture_output=True, text=True, check=False, env=environment)  # noqa: S603  # our own
    assert (done.returncode, done.stdout) == (1, "")
    lines = done.stderr.splitlines()
    assert len(lines) == 1
    assert all(f"output {name} (GPIO {pin})" in lines[0] for name, pin in NAMES.items())
