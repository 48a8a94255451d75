import asyncio
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.errors import BadFrame, BusError, BusTimeout, DriverError, NotFitted
from drivers.i2c import pinctrl
from drivers.i2c.i2c_recovery import NineClocks
from drivers.i2c.pinctrl import PinctrlLines, run_pinctrl
from drivers.i2c.pinctrl_codec import PinState, pin_states

SCL, SDA = 3, 2


def test_states_are_read_as_the_tool_prints_them() -> None:
    """The formats of do_gpio_get in raspberrypi/utils, pinctrl.c: padded numbers, the drive of an output."""
    text = (
        " 3: a0    pu | hi // GPIO3 = SCL1\n 4: op dl pd | lo // GPIO4 = output\n17: no    pn | lo // GPIO17 = none\n"
    )
    assert pin_states(text) == {3: PinState(3, "a0", True), 4: PinState(4, "op", False), 17: PinState(17, "no", False)}


@pytest.mark.parametrize("text", ["Unknown GPIO", " 3: a0    pu | -- // GPIO3 = SCL1", "3"])
def test_what_is_no_state_is_refused(text: str) -> None:
    with pytest.raises(BadFrame, match=r"pinctrl: .* tells no level"):
        pin_states(text)


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_any_text_is_states_or_refused(text: str) -> None:
    try:
        states = pin_states(text)
    except DriverError:
        return
    assert all(state.pin == pin for pin, state in states.items())


class Tool:
    """Stands where pinctrl does: two pins on pulled-up wires, and a chip that holds SDA for `clocks` more."""

    def __init__(self, clocks: int, function: str) -> None:
        self.clocks = clocks
        self.functions = {SCL: function, SDA: function}
        self.calls: list[str] = []

    async def __call__(self, *words: str) -> str:
        self.calls.append(" ".join(words))
        verb, pin, *options = words
        if verb == "get":
            level = "hi" if self._is_high(int(pin)) else "lo"
            return f"{int(pin):2}: {self.functions[int(pin)]}    pu | {level} // GPIO{pin} = x\n"
        if int(pin) == SCL and self.functions[SCL] == "op" and options == ["ip"]:
            self.clocks -= 1
        self.functions[int(pin)] = options[0]
        return ""

    def _is_high(self, pin: int) -> bool:
        return self.functions[pin] != "op" and not (pin == SDA and self.clocks > 0)


@pytest.mark.parametrize("function", ["a0", "a3"])
def test_a_stuck_bus_is_clocked_free_and_the_pins_do_what_they_did_before(function: str) -> None:
    tool = Tool(4, function)
    asyncio.run(NineClocks(PinctrlLines(SCL, SDA, tool)).apply())
    assert tool.clocks <= 0
    assert tool.functions == {SCL: function, SDA: function}
    assert tool.calls.count("set 3 op dl") == 5


def test_pins_that_the_tool_does_not_know_are_left_alone() -> None:
    async def knows_another(*_words: str) -> str:
        return " 9: ip    pu | hi // GPIO9 = input\n"

    with pytest.raises(NotFitted, match="knows no GPIO 3"):
        asyncio.run(PinctrlLines(SCL, SDA, knows_another).take())


def script(folder: Path, text: str) -> str:
    file = folder / "pinctrl"
    file.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    file.chmod(0o755)
    return str(file)


def test_the_tool_is_run_and_what_it_prints_returned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pinctrl, "TOOL", script(tmp_path, 'echo "$@"'))
    assert asyncio.run(run_pinctrl("set", "3", "ip")) == "set 3 ip\n"


def test_a_tool_that_fails_is_one_line_with_what_it_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pinctrl, "TOOL", script(tmp_path, 'echo "Failed to\n initialise"; exit 1'))
    with pytest.raises(BusError, match=r"^pinctrl get 3: Failed to initialise$"):
        asyncio.run(run_pinctrl("get", "3"))


def test_a_tool_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pinctrl, "TOOL", script(tmp_path, "exec sleep 60"))
    monkeypatch.setattr(pinctrl, "DEADLINE_S", 0.1)
    with pytest.raises(BusTimeout, match="no end after"):
        asyncio.run(run_pinctrl("get", "3"))


def test_a_tool_that_is_not_there_is_not_fitted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pinctrl, "TOOL", str(tmp_path / "none"))
    with pytest.raises(NotFitted, match="install raspi-utils"):
        asyncio.run(run_pinctrl("get", "3"))
