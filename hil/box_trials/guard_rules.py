"""The promises of the guard, held against the steps of a history by what went in and came out."""

from collections.abc import Iterator
from math import inf, isfinite

from controller import Commands, Mode, Settings, Snapshot, Step
from controller.interface.snapshot import CompartmentInputs
from controller.settings import AirFlow, CompartmentSettings

FULL_PCT = 100.0

BELIEVED_AFTER, BELIEVED_S = 3, 5.0
SAME_K = 1.0
"""A reading at the freeze guard must stop the cold once so many samples in a row, over so long, agree within so much:
one alone may be false and is waited for, and what is read quickly repeats one conversion of the sensor."""

WARMER_K = 2.0
"""A compartment may count as frozen while what it reads is this much above its freeze guard at most: hysteresis, and
contents whose air is not believed."""

LASTS_S = 60.0
"""A cold reading may count for so long, or for the next tick, while a later one waits to be confirmed."""


class _Cold:
    """The readings of one compartment: how surely its air is at the freeze guard, and when it last read near that."""

    def __init__(self, settings: CompartmentSettings) -> None:
        self.guard_c = settings.freeze_guard_c
        self.still = settings.air_flow is AirFlow.STILL
        self.recently = False
        self._last_c, self._taken_s, self._since_s, self._agreed = inf, -inf, inf, 0
        self._near_s, self._was_near = -inf, False

    def look(self, inputs: CompartmentInputs, now_s: float) -> None:
        """Take in the readings of this tick."""
        is_near = _reads_below(inputs, self.guard_c + WARMER_K)
        self._near_s = now_s if is_near else min(self._near_s, now_s)
        self.recently = is_near or self._was_near or now_s - self._near_s <= LASTS_S
        self._was_near = is_near
        reading = inputs.air_c
        if reading.value is None or reading.taken_at_s != now_s or reading.value > self.guard_c:
            self._agreed = 0
        elif abs(reading.value - self._last_c) > SAME_K or not self._agreed or now_s < self._taken_s:
            self._agreed, self._since_s = 1, now_s
        else:
            self._agreed += now_s > self._taken_s
        self._last_c, self._taken_s = inf if reading.value is None else reading.value, now_s

    @property
    def frozen(self) -> bool:
        """True where nothing can be doubted any more."""
        return self._agreed >= BELIEVED_AFTER and self._taken_s - self._since_s >= BELIEVED_S


class Rules:
    """Judges one step after another of one history; a memory before the first step is `now_s` old."""

    def __init__(self, settings: Settings, *, now_s: float = 0.0) -> None:
        self._settings = settings
        self._on, self._since_s = False, now_s
        self._heated_s = self._cooled_s = -inf
        self._cold = [_Cold(each) for each in settings.fridge.compartments]

    def judge(self, seen: Snapshot, taken: Step) -> Iterator[str]:
        """Yield each rule that this step breaks."""
        for box, cold in zip(seen.fridge.compartments, self._cold, strict=True):
            cold.look(box, taken.now_s)
        yield from self._ranges(taken.commands)
        yield from self._compressor(seen, taken)
        yield from self._cabin(taken)
        yield from self._frost(taken)

    def _ranges(self, commands: Commands) -> Iterator[str]:
        fans = commands.compartment_fan_pct
        duties = (
            *fans,
            commands.heater_pct,
            commands.cooler_pct,
            commands.blower_pct,
            commands.compressor_speed_pct,
            commands.hot_side_fan_pct,
            commands.windscreen_pct,
            commands.recirculation_pct,
            commands.purifier_pct,
        )
        if len(fans) != len(self._cold):
            yield "one fan for each compartment"
        if not all(isfinite(duty) and 0.0 <= duty <= FULL_PCT for duty in duties):
            yield "duties from 0 to 100 %"

    def _compressor(self, seen: Snapshot, taken: Step) -> Iterator[str]:
        on, now_s, times = taken.commands.compressor_on, taken.now_s, self._settings.fridge.source
        if on == self._on:
            return
        lasted_s = now_s - self._since_s
        if on and lasted_s < times.min_off_s:
            yield "minimum off time"
        if not on and lasted_s < times.min_on_s and not self._may_stop(seen, taken):
            yield "minimum on time"
        self._on, self._since_s = on, now_s

    def _may_stop(self, seen: Snapshot, taken: Step) -> bool:
        """Tell if it may stop at once: not driven, a part failed, or what only a stop can spare reads frozen."""
        if not seen.outputs_driven or taken.memory.failures:
            return True
        places = zip(self._cold, taken.memory.targets.compartments, strict=True)
        cooled = [(cold.recently, cold.still) for cold, target in places if target.mode is Mode.COOL]
        return (True, True) in cooled or (bool(cooled) and all(reads_frozen for reads_frozen, _ in cooled))

    def _cabin(self, taken: Step) -> Iterator[str]:
        commands, settings, now_s = taken.commands, self._settings.cabin, taken.now_s
        heats, cools = commands.heater_pct > 0.0, commands.cooler_pct > 0.0
        air_c = taken.inputs.cabin.air_c.value
        # A clock that was turned back makes what was seem to be still to come: it counts as just now.
        self._heated_s, self._cooled_s = min(self._heated_s, now_s), min(self._cooled_s, now_s)
        if heats and cools:
            yield "heater and cooler never together"
        if heats and now_s - self._cooled_s < settings.changeover_s:
            yield "changeover time"
        if cools and now_s - self._heated_s < settings.changeover_s:
            yield "changeover time"
        if heats and (air_c is None or air_c >= settings.highest_air_c):
            yield "heater only with a believed reading below the highest"
        if (heats or cools) and commands.blower_pct < settings.blower_floor_pct:
            yield "heater and cooler only in moving air"
        self._heated_s = now_s if heats else self._heated_s
        self._cooled_s = now_s if cools else self._cooled_s

    def _frost(self, taken: Step) -> Iterator[str]:
        targets = taken.memory.targets.compartments
        fans = taken.commands.compartment_fan_pct
        if any(cold.frozen and fan_pct > 0.0 for cold, fan_pct in zip(self._cold, fans, strict=False)):
            yield "no cold air into what is frozen"
        cooled = [cold for cold, target in zip(self._cold, targets, strict=True) if target.mode is Mode.COOL]
        spared = bool(cooled) and all(cold.frozen for cold in cooled)
        if (spared or any(cold.frozen and cold.still for cold in cooled)) and taken.commands.compressor_on:
            yield "compressor off where only that spares what is frozen"


def _reads_below(box: CompartmentInputs, limit_c: float) -> bool:
    return any(each.value is not None and each.value <= limit_c for each in (box.air_c, box.contents_c))
