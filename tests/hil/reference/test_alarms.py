"""The tables of alarms for owners: current, whole, and in words."""

from controller import Settings, alarm_names
from controller.verify.ranking import named
from hil.fault_detection.injections import BOX, FAULTS
from hil.reference.alarm_tables import FILE, written
from hil.reference.alarm_words import WORDS
from hil.reference.example import Example

PAGE = FILE.read_text(encoding="utf-8")


def _general(alarm: str) -> str:
    """An alarm's name with NAME for the compartment."""
    name = named(alarm)
    return f"fridge.NAME.{name.check}" if name.box else alarm


def test_the_tables_are_those_of_the_present_code() -> None:
    assert written(PAGE) == PAGE, "run `make reference`"


def test_every_alarm_of_rules_and_findings_is_there() -> None:
    settings = Settings()
    parts = ("readings", "requests", "control")
    known = {_general(name) for name in alarm_names(settings) if name.count(".") and not name.startswith(parts)}
    missing = [
        name for name in known if name.split(".")[0] in {"fridge", "cabin", "supply"} and f"`{name}`" not in PAGE
    ]
    assert missing == []


def test_every_fault_has_its_sensors() -> None:
    assert [fault.name for fault in FAULTS if f"| {fault.name} | " not in PAGE] == []
    assert {fault.alarm.replace(BOX, "NAME") for fault in FAULTS} - set(WORDS) == set()


def test_an_example_is_shown_as_dots_whatever_is_done_to_it() -> None:
    any_value = Example()
    shown = abs(-(any_value.a["b"](1) + 1.0) / 2.0 * 3.0 - round(1.0 - any_value))
    assert f"{shown:.1f} {any_value.settings.name} {len(any_value) > 0} {[*any_value]} {any_value > 1}" == (
        "… NAME True [] False"
    )
