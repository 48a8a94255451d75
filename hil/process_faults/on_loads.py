"""Faults of what hangs on the pins, in a car that has every kind of output."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from firmware.config import OutputConfig
from firmware.config.file import parse
from hil.campaigns.campaign import Campaign
from hil.process_faults.virtual_stage import VirtualStage
from hil.rig.load_faults import LoadFaults

SLOW_S = 20.0
"""Longer than any tick, shorter than what verification waits for. Engineering choice."""

_EVERY_KIND = """
[[outputs]]
name = "compressor"
pin = 17
kind = "pwm"
frequency_hz = 5_000
map = [{ at = 2_000, duty_pct = 86.3 }, { at = 3_500, duty_pct = 35.3 }]
[[outputs]]
name = "fan.food"
pin = 12
kind = "servo"
closed_us = 1_900
open_us = 1_100
[[outputs]]
name = "fan.medicine"
pin = 13
kind = "pwm"
[[outputs]]
name = "heater"
pin = 18
kind = "relay"
unit = "fuel_heater"
[[outputs]]
name = "cooler"
pin = 19
kind = "relay"
unit = "air_conditioner"
[[outputs]]
name = "blower"
kind = "steps"
steps = [{ at = 40, pins = [16] }, { at = 70, pins = [26] }, { at = 100, pins = [27] }]
[[outputs]]
name = "recirculation"
pin = 20
kind = "servo"
closed_us = 1_000
open_us = 2_000
[[outputs]]
name = "purifier"
pin = 21
kind = "pwm"
[[outputs]]
name = "condenser_fan"
pin = 22
kind = "relay"
active_high = false
[[outputs]]
name = "defrost_heater"
pin = 23
kind = "relay"
[[outputs]]
name = "warmer.medicine"
pin = 24
kind = "relay"
[[outputs]]
name = "lamp"
pin = 25
kind = "relay"
[[outputs]]
name = "buzzer"
pin = 5
kind = "pwm"
frequency_hz = 2_700
[[outputs]]
name = "charger"
pin = 6
kind = "relay"
"""


def every_kind() -> tuple[OutputConfig, ...]:
    """Return outputs of the demo's car such that every kind and every name is among them."""
    return parse(_EVERY_KIND, source="every kind of output").outputs


Begin = Callable[[LoadFaults, list[str]], object]


def _while(begin: Begin) -> Callable[[VirtualStage], AbstractAsyncContextManager[None]]:
    """Let the faults of all loads begin and end."""

    @asynccontextmanager
    async def inject(stage: VirtualStage) -> AsyncIterator[None]:
        faults = stage.rig.load_faults
        begin(faults, [output.name for output in stage.config.outputs])
        try:
            yield
        finally:
            faults.dead.clear()
            faults.stuck.clear()
            faults.slow_s.clear()

    return inject


def _is_interlocked(stage: VirtualStage) -> bool:
    """Return True while no two relays of one output were ever closed at once."""
    return stage.rig.pins.clashes == 0


LOAD_CAMPAIGNS = (
    Campaign(
        name="loads-dead",
        injected="no load starts, of every kind",
        inject=_while(lambda faults, names: faults.dead.update(names)),
        holds=_is_interlocked,
    ),
    Campaign(
        name="loads-stuck",
        injected="each load stays as it is",
        inject=_while(lambda faults, names: faults.stuck.update(names)),
        holds=_is_interlocked,
    ),
    Campaign(
        name="loads-slow",
        injected="each load follows after 20 s",
        inject=_while(lambda faults, names: faults.slow_s.update(dict.fromkeys(names, SLOW_S))),
        holds=_is_interlocked,
    ),
)
"""Played in a car that has `every_kind` of output."""
