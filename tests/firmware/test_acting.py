import pytest

from controller import Commands, Settings
from drivers.errors import NotFitted
from firmware.acting import REOPEN_EVERY_S, Acting, duties, output_names
from firmware.faults import Faults

SETTINGS = Settings()
EVERYTHING = output_names(SETTINGS)


class Pins:
    """Remembers what each output was told."""

    def __init__(self) -> None:
        self.driven: dict[str, float] = {}
        self.closed = False

    def drive(self, name: str, duty_pct: float) -> None:
        self.driven[name] = duty_pct

    def release_all(self) -> None:
        self.driven = dict.fromkeys(self.driven, 0.0)

    def close(self) -> None:
        self.release_all()
        self.closed = True


def test_every_command_reaches_its_output() -> None:
    commands = Commands(
        compressor_on=True,
        compartment_fan_pct=(10.0, 20.0),
        heater_pct=30.0,
        cooler_pct=40.0,
        blower_pct=50.0,
        compressor_speed_pct=60.0,
        windscreen_pct=70.0,
        recirculation_pct=80.0,
        purifier_pct=90.0,
    )
    assert duties(commands, SETTINGS) == {
        "compressor": 100.0,
        "compressor_speed": 60.0,
        "heater": 30.0,
        "cooler": 40.0,
        "blower": 50.0,
        "windscreen": 70.0,
        "recirculation": 80.0,
        "purifier": 90.0,
        "fan.food": 10.0,
        "fan.medicine": 20.0,
    }


def test_only_what_is_fitted_is_driven_and_closing_releases_it() -> None:
    pins = Pins()
    acting = Acting(lambda: pins, ["compressor", "heater"], SETTINGS, Faults())
    acting.apply(Commands(True, (10.0, 20.0), heater_pct=30.0), now_s=0.0)
    assert pins.driven == {"compressor": 100.0, "heater": 30.0}
    acting.close()
    acting.close()
    assert pins.closed
    assert set(pins.driven.values()) == {0.0}


def test_pins_that_cannot_be_opened_are_one_fault_and_are_tried_again() -> None:
    pins, faults, tries = Pins(), Faults(), []

    def open_pins() -> Pins:
        tries.append(1)
        if len(tries) == 1:
            raise NotFitted("no gpiochip: is this a Raspberry Pi?")
        return pins

    acting = Acting(open_pins, EVERYTHING, SETTINGS, faults)
    safe = Commands(compartment_fan_pct=(0.0, 0.0))
    acting.apply(safe, now_s=0.0)
    assert faults.current == {"outputs": "outputs: no gpiochip: is this a Raspberry Pi?"}
    acting.apply(safe, now_s=REOPEN_EVERY_S - 0.5)
    assert len(tries) == 1
    assert "outputs" in faults.current
    acting.apply(safe, now_s=REOPEN_EVERY_S)
    assert faults.current == {}
    assert set(pins.driven) == set(EVERYTHING)


def test_an_order_that_does_not_fit_the_installation_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="zip"):
        duties(Commands(compartment_fan_pct=(1.0,)), SETTINGS)
