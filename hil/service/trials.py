"""Watch the service start and regulate, and do to it what a controller meets in a car."""

import asyncio
import signal
from collections.abc import Awaitable, Callable

from hil.rig.hub_client import Hub
from hil.rig.rig import Rig
from hil.service.unit import Look, ended_by, look, user_of
from hil.service.verdicts import Point, Start, Trial

POINTS = ("fridge.food.air_c", "fridge.medicine.air_c", "fridge.plate_c", "cabin.air_c", "vehicle.speed_kph")

_LOOK_EVERY_S = 0.02
_ASK_EVERY_S = 0.2
_PATIENCE_S = 300.0
"""For what must come: only a hang takes so long, also on a machine that has much else to do."""


class Service:
    """The service beside which this runs, in the car of `rig`, whose hub is `hub`."""

    def __init__(self, rig: Rig, hub: Hub) -> None:
        self._rig, self.hub = rig, hub
        self._loop = asyncio.get_running_loop()

    @property
    def outputs_pct(self) -> dict[str, float]:
        """The duty of each output, at its pin."""
        return {each.name: self._rig.pins.duty_pct(each) for each in self._rig.config.outputs}

    async def start(self) -> Start:
        """Wait until it regulates."""
        start = Start()
        began = await self.asked(lambda seen: seen.pid != 0)
        drives_s = await self.until(self.drives)
        ready = await self.asked(lambda seen: seen.is_active)
        tells_s = await self.until(lambda: all(point.told is not None for point in self._points().values()))
        if began is not None and ready is not None:
            start.user, start.ready_after_s = user_of(ready.pid), ready.active_at_s - ready.began_at_s
            start.drives_after_s = None if drives_s is None else drives_s - ready.began_at_s
            start.tells_after_s = None if tells_s is None else tells_s - ready.began_at_s
        await self.until(self.drives)
        start.outputs_pct, start.points = self.outputs_pct, self._points()
        return start

    async def suffers(self, trial: Trial, number: signal.Signals) -> Trial:
        """Send it a signal while it drives outputs, and wait until it does so again."""
        await self.until(self.drives)
        before = await look()
        done_s = self._loop.time()
        try:
            ended_s = await asyncio.wait_for(ended_by(number, before.pid), _PATIENCE_S)
        except (TimeoutError, ProcessLookupError):
            return trial
        trial.ended_after_s = ended_s - done_s
        off_s = await self.until(lambda: not self.drives())
        over = await self.asked(lambda seen: seen.result != "success" or seen.pid not in {0, before.pid})
        trial.off_after_s = None if off_s is None else off_s - ended_s
        trial.seen = over.result if over else ""
        again = await self.asked(lambda seen: seen.is_active and seen.pid != before.pid)
        trial.ready_after_s = None if again is None else again.active_at_s - ended_s
        drives_s = await self.until(self.drives)
        trial.drives_after_s = None if drives_s is None else drives_s - ended_s
        return trial

    def drives(self) -> bool:
        """Return True where an output is on."""
        return any(self.outputs_pct.values())

    def _points(self) -> dict[str, Point]:
        told = self.hub.values
        return {name: Point(_number(told.get(name)), self._rig.car.truth(name)) for name in POINTS}

    async def until(self, holds: Callable[[], bool]) -> float | None:
        """Wait until it holds; return the loop's time then, None where it does not."""

        async def asked() -> bool:
            return holds()

        return self._loop.time() if await self._patiently(asked, _LOOK_EVERY_S) else None

    async def asked(self, holds: Callable[[Look], bool]) -> Look | None:
        """Wait until it holds; return systemd's words then, None where it does not."""
        latest: Look | None = None

        async def asked() -> bool:
            nonlocal latest
            latest = await look()
            return holds(latest)

        return latest if await self._patiently(asked, _ASK_EVERY_S) else None

    async def _patiently(self, holds: Callable[[], Awaitable[bool]], every_s: float) -> bool:
        give_up_s = self._loop.time() + _PATIENCE_S
        while not await holds():
            if self._loop.time() > give_up_s:
                return False
            await asyncio.sleep(every_s)
        return True


def _number(payload: str | None) -> float | None:
    try:
        return float(payload or "")
    except ValueError:
        return None
