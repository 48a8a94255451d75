"""Every row of every campaign as chaos draws it: what it does in virtual time, what it touches, what may hide it."""

import errno
from collections.abc import Mapping
from dataclasses import dataclass

from hil.campaigns.campaign import Campaign
from hil.chaos import twins
from hil.process_faults.process_campaigns import CAMPAIGNS
from hil.process_faults.virtual_stage import VirtualStage

FOOD, CO2, FRIDGE_BUS, CAN, BROKER = "food thermometer", "CO2 sensor", "fridge bus", "car's bus", "broker"
RECORD, CLOCK, CONSOLE, PROCESS, PINS, PLUG_IN = "record", "clock", "console", "process", "pins", "plug-in"

_TWINS = (
    Campaign(
        name="killed",
        injected="SIGKILL",
        inject=twins.killed,
        lasts_s=20.0,
        regulates=False,
    ),
    Campaign(
        name="frozen",
        injected="SIGSTOP, ended by the watchdog",
        inject=twins.frozen,
        lasts_s=20.0,
        regulates=False,
    ),
    Campaign(
        name="can-down",
        injected="interface down and up",
        inject=twins.can_answers(errno.ENETDOWN),
        fault="can car",
    ),
    Campaign(
        name="can-removed",
        injected="interface removed, made again",
        inject=twins.can_answers(errno.ENODEV),
        fault="can car",
    ),
    Campaign(
        name="can-bus-off",
        injected="controller tells bus-off, restarts",
        inject=twins.can_bus_off,
        fault="can car",
    ),
    Campaign(
        name="serial-unplugged",
        injected="adapter pulled, plugged in again",
        inject=twins.console_unplugged,
        fault="console",
    ),
    Campaign(
        name="broker-restarted",
        injected="restarted, empty",
        inject=twins.broker_restarted,
    ),
    Campaign(
        name="memory-full",
        injected="no memory for a transfer",
        inject=twins.memory_full,
        fault="task sensor food air",
    ),
)
"""Rows of a real kernel in virtual time, and of a real process."""

_SAME = {
    "i2c-vanished": "bus-vanished",
    "i2c-hung": "bus-hung",
    "disk-read-only": "card-read-only",
    "process-killed": "killed",
}
"""Rows that another one plays as well, by its name."""

_TOUCHES: Mapping[str, frozenset[str]] = {
    name: frozenset(places)
    for places, names in (
        ({FOOD}, "chip-lost chip-swapped sensor-no-data memory-full"),
        ({CO2}, "chip-noise"),
        ({FRIDGE_BUS}, "bus-vanished bus-hung"),
        ({CAN}, "can-silent can-flooded can-garbage can-spoofed can-18daf1f1 can-down can-removed can-bus-off"),
        ({BROKER}, "broker-killed broker-frozen broker-refusing broker-refuses broker-restarted"),
        ({RECORD}, "disk-full disk-gone record-locked"),
        ({RECORD, PROCESS}, "record-damaged record-large card-read-only"),
        ({CLOCK}, "clock-1970 clock-hour-ahead clock-hour-back clock-years-ahead clock-years-back"),
        ({CLOCK, PROCESS, RECORD}, "clock-set-later"),  # its departure is in the record
        ({PINS}, "pin-fails"),
        ({PINS, PROCESS}, "pin-chip-missing watch-hit"),
        ({CONSOLE}, "serial-garbage serial-unplugged"),
        ({PLUG_IN}, "plug-in-exits"),
        ({PROCESS}, "stall-50ms stall-200ms stall-1s stall-20s service-stopped killed frozen step-raises"),
    )
    for name in names.split()
}

_HIDDEN_BY = {FOOD: "i2c fridge"}
"""The fault of what it hangs on, in which the fault of a place is told as part."""


@dataclass(frozen=True, slots=True)
class Row:
    """One fault that can be drawn. Two that touch the same thing are never there at once."""

    campaign: Campaign[VirtualStage]
    touches: frozenset[str]
    hidden_by: str = ""
    """How the fault begins that tells of this one, too."""

    @property
    def name(self) -> str:
        """By which it is known."""
        return self.campaign.name

    def names(self, faults: tuple[str, ...]) -> tuple[str, ...]:
        """Return those of `faults` that tell of this one."""
        fault = self.campaign.fault
        return tuple(each for each in faults if fault and (each == fault or each.startswith(f"{fault} ")))

    def is_hidden(self, faults: tuple[str, ...]) -> bool:
        """Return True where one of `faults` tells of this one as part of more."""
        return bool(self.hidden_by) and any(each.startswith(self.hidden_by) for each in faults)


def _row(campaign: Campaign[VirtualStage]) -> Row:
    touches = _TOUCHES[campaign.name]
    return Row(campaign, touches, next((_HIDDEN_BY[place] for place in touches if place in _HIDDEN_BY), ""))


ROWS: Mapping[str, Row] = {each.name: _row(each) for each in (*CAMPAIGNS, *_TWINS)}
"""By name; a new campaign must say what it touches."""


def played_by(name: str) -> str:
    """Return the name of the row that plays the campaign `name` of either tier; raises KeyError."""
    return ROWS[_SAME.get(name, name)].name
