"""The tables of docs/for-owners.md that are made from the code: every alarm, and by which sensors faults are seen."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from controller.alarms.rules import BOX_RULES, CABIN_RULES, SUPPLY_RULES
from controller.settings import CabinSettings, CompartmentSettings, FridgeSettings, PowerSettings, Settings
from controller.trials import trials
from controller.verify.verification import FINDINGS
from hil.fault_detection.injections import BOX, FAULTS
from hil.reference.alarm_words import TRIALS, Trial, words_of
from hil.reference.example import DOTS, Example

FILE = Path(__file__).resolve().parents[2] / "docs" / "for-owners.md"

BEGIN, END = "<!-- made by `make reference` -->", "<!-- until here -->"

PLACES: tuple[tuple[str, Any, tuple[Any, ...]], ...] = (
    ("fridge.NAME", Example(settings=CompartmentSettings(name="food")), BOX_RULES),
    ("cabin", Example(settings=CabinSettings()), CABIN_RULES),
    ("supply", Example(settings=PowerSettings()), SUPPLY_RULES),
)
"""Rules of alarms by place, each with an example of what they look at."""

_MINUTE_S, _HOUR_S = 60.0, 3_600.0


def written(page: str) -> str:
    """Return the page with its tables made anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{chr(10).join((*_alarms(), *_findings(), *_trials(), *_sensors()))}\n{END}{after}"


def _alarms() -> Iterator[str]:
    """Yield the alarms that speak of what is measured now."""
    yield "### Alarms of what is measured\n"
    yield "They go as soon as the reading is back inside its limit by half a kelvin, or known to be over.\n"
    yield "| alarm | it comes when | for | what it says | what to do |\n|---|---|---|---|---|"
    for place, example, rules in PLACES:
        for rule in rules:
            says, do = _split(rule.text(example))
            name = f"{place}.{rule.name}"
            yield f"| `{name}` | {words_of(name).when} | {_time(rule.delay_s(example))} | {says} | {do} |"
    yield ""


def _findings() -> Iterator[str]:
    """Yield the findings: what does not follow its commands."""
    yield "### Findings: something does not do what it is told\n"
    yield f"Numbers are shown as {DOTS}. Of two findings of which one explains the other only the cause is told.\n"
    yield "| alarm | it comes when | for | what it says | what to do | it goes when |\n|---|---|---|---|---|---|"
    for place, checks in FINDINGS:
        for check in checks:
            says, do = _split(check.text(Example()))
            goes = "switched off" if check.latched else f"over for {_time(check.clear_s)}"
            goes = "over" if not check.latched and not check.clear_s else goes
            name = f"{place}.{check.name}"
            yield f"| `{name}` | {words_of(name).when} | {_time(check.delay_s)} | {says} | {do} | {goes} |"
    yield ""


def _trials() -> Iterator[str]:
    """Yield what trials find: outputs that are driven to see whether something answers."""
    yield "### What trials find\n"
    yield "| alarm | it comes when | what to do | it goes when |\n|---|---|---|---|"
    settings = Settings(fridge=FridgeSettings((CompartmentSettings(name="name"),)))
    for name in [each.replace(".name.", ".NAME.") for each in trials.alarm_names(settings)]:
        words = TRIALS.get(name, Trial("as it says", "-", "-"))
        yield f"| `{name}` | {words.when} | {words.do} | {words.goes} |"
    yield ""


def _sensors() -> Iterator[str]:
    """Yield by which sensors each fault is seen."""
    yield "### By which sensors a fault is seen\n"
    yield "Every fault of `python -m hil run S8`. An owner with fewer sensors gets what the last column says.\n"
    yield "| fault | finding | seen with | with fewer sensors |\n|---|---|---|---|"
    for fault in FAULTS:
        name = fault.alarm.replace(BOX, "NAME")
        yield f"| {fault.name} | `{name}` | {words_of(name).sensors} | {words_of(name).fewer} |"
    yield ""


def _split(text: str) -> tuple[str, str]:
    """Return what a text says and what it asks to do; the first word of both may be that of a place."""
    says, _, do = text.partition("; ")
    return says.replace("|", "\\|"), do or "-"


def _time(seconds: Any) -> str:
    if not isinstance(seconds, int | float):
        return "as configured"
    if seconds <= 0.0:
        return "at once"
    if seconds < 2.0 * _MINUTE_S:
        return f"{seconds:g} s"
    return f"{seconds / _MINUTE_S:g} min" if seconds < 2.0 * _HOUR_S else f"{seconds / _HOUR_S:g} h"
