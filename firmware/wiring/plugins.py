"""Chips of others: packages that give a driver by the entry point group `homeward.sensors`.

Their code is not ours. Only what is used is imported, and first in a process of its own (see plugin_probe.py). Whatever
it does there or later (see plugin_sensor.py) costs only the sensors that need it.
"""

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, distributions

from firmware.runtime.exit_reason import in_one_line
from firmware.wiring import plugin_probe
from firmware.wiring.driver_spec import Driver, describe

GROUP = "homeward.sensors"


@dataclass(frozen=True, slots=True)
class BrokenPlugIn:
    """One that cannot be used; `line` says whose it is, why, and what would be right."""

    chip: str
    line: str


@dataclass(frozen=True, slots=True)
class PlugIns:
    """The installed plug-ins: every chip by name, the drivers of those in use, or the reason why there is none."""

    names: frozenset[str]
    drivers: Mapping[str, Driver] = field(default_factory=dict)
    broken: tuple[BrokenPlugIn, ...] = ()


def plug_ins(built_in: Collection[str], used: Collection[str]) -> PlugIns:
    """Look at what is installed, and import what is `used` and not `built_in`."""
    entries: dict[str, EntryPoint] = {}
    broken: list[BrokenPlugIn] = []
    for entry in _installed():
        if entry.name in built_in or entry.name in entries:
            kind = "is built in" if entry.name in built_in else "comes from another package, too"
            line = f"{_owner(entry)}: {entry.name} {kind}: it must have a name of its own"
            broken += [BrokenPlugIn(entry.name, line)] if entry.name in used else []
        else:
            entries[entry.name] = entry
    found = list(_loaded([entry for name, entry in entries.items() if name in used]))
    return PlugIns(
        frozenset(entries),
        dict(each for each in found if not isinstance(each, BrokenPlugIn)),
        (*broken, *(each for each in found if isinstance(each, BrokenPlugIn))),
    )


def _installed() -> list[EntryPoint]:
    """List all entry points by name; of a package that is found twice those found first, of a damaged one none."""
    found: dict[tuple[str, str], EntryPoint] = {}
    for distribution in distributions():
        try:
            entries = [entry for entry in distribution.entry_points if entry.group == GROUP]
            owner = distribution.name if entries else ""
        except Exception:  # noqa: BLE001, S112  # its metadata are damaged, which pip tells better
            continue
        for entry in entries:
            found.setdefault((entry.name, owner), entry)
    return [found[key] for key in sorted(found)]


def _loaded(entries: Iterable[EntryPoint]) -> Iterator[tuple[str, Driver] | BrokenPlugIn]:
    """Yield each driver by its chip, or why it cannot be used; what is imported already needs no probe."""
    unknown = [entry for entry in entries if entry.module not in sys.modules]
    why_not = plugin_probe.why_not([entry.value for entry in unknown]) if unknown else {}
    for entry in entries:
        driver = why_not.get(entry.value) or _driver(entry)
        if isinstance(driver, Driver):
            yield entry.name, driver
        else:
            line = f"{_owner(entry)}: the chip {entry.name} ({entry.value}) cannot be loaded: {driver}"
            yield BrokenPlugIn(entry.name, line)


def _driver(entry: EntryPoint) -> Driver | str:
    """Import it for good; what it prints must not get into what we print."""
    try:
        with redirect_stdout(sys.stderr):
            return describe(entry.load())
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001  # not our code
        return in_one_line(error, with_caller=False)


def _owner(entry: EntryPoint) -> str:
    return f"plug-in {entry.dist.name if entry.dist else 'of no package'}"
