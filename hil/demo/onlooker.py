"""The one who looks at a demo and its daemon: for the screen, the log, the story and the figures at the end."""

import asyncio
import time
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from hil.demo.look import HubLook, Look
from hil.demo.story import Ending, Story
from hil.rig import can_traffic
from hil.rig.assembly import Scene
from hil.rig.run_report import Report

_MOMENTS, _MIN_S = 20, 2.0
"""The last looks, which tell how fast time passes, and the least real time between the first and the last of them."""


class Runner(Protocol):
    """One daemon. Texts are for people."""

    @property
    def report(self) -> Report:
        """Its last words about itself."""

    @property
    def status(self) -> str:
        """Its state: it runs, or how it ended."""

    @property
    def notes(self) -> Sequence[str]:
        """The last lines of its log."""

    @property
    def pid(self) -> int | None:
        """The process that runs it; None where there is none of its own now."""

    @property
    def can(self) -> can_traffic.Bus:
        """The bus for the frames that it hears."""

    async def run(self) -> None:
        """Run for ever; when it is cancelled, the daemon stops in order first."""

    def close(self) -> None:
        """Give back what is left open when it no longer runs."""


class Onlooker:
    """Looks at `scene` and the daemon of `runner` again and again; `story` is what has happened there."""

    def __init__(self, scene: Scene, runner: Runner) -> None:
        self.scene, self.runner, self.story = scene, runner, Story()
        self._moments: deque[tuple[float, float]] = deque(maxlen=_MOMENTS)

    def look(self) -> Look:
        """Look at everything now."""
        place, hub, rig, runner = self.scene.place, self.scene.hub, self.scene.rig, self.runner
        hub.device_id = runner.report.device_id or hub.device_id
        now_s = asyncio.get_running_loop().time()
        self.story.look(now_s, runner.report, runner.status)
        return Look(
            now_s=now_s,
            speed=place.speed,
            truth=rig.car.truth,
            applied=rig.task.applied,
            compressor_starts=rig.car.compressor_starts,
            min_off_violations=rig.car.min_off_violations,
            report=runner.report,
            hub=HubLook(
                address=place.broker.address,
                root=hub.root,
                messages=hub.messages,
                values=hub.values,
                recent=tuple(hub.recent),
                availability=hub.availability,
                error=hub.error,
            ),
            daemon=runner.status,
            notes=tuple(runner.notes),
            recent_speed=self._recent_speed(now_s),
            story=tuple(self.story.lines),
            console=self.scene.person_port,
        )

    def _recent_speed(self, now_s: float) -> float | None:
        """Return the speed of time lately; None before there is anything to go by."""
        self._moments.append((time.monotonic(), now_s))
        (real_s, began_s), (real_end_s, end_s) = self._moments[0], self._moments[-1]
        return (end_s - began_s) / (real_end_s - real_s) if real_end_s - real_s > _MIN_S else None

    def ending(self, wall_s: float) -> Ending:
        """Sum the run up for people."""
        car = self.scene.rig.car
        return Ending(
            simulated_s=asyncio.get_running_loop().time(),
            wall_s=wall_s,
            report=self.runner.report,
            truth=car.truth,
            compressor_starts=car.compressor_starts,
            min_off_violations=car.min_off_violations,
            drawn_wh=car.drawn_wh,
            messages=self.scene.hub.messages,
            address=self.scene.place.broker.address,
        )

    def figures(self) -> Mapping[str, Any]:
        """Sum the run up for a machine: true temperatures, counts, and the faults."""
        car, report = self.scene.rig.car, self.runner.report
        compartments = [
            {
                "name": target.name,
                "set_point_c": target.set_point_c,
                "air_c": round(car.truth(f"fridge.{target.name}.air_c"), 2),
                "contents_c": round(car.truth(f"fridge.{target.name}.contents_c"), 2),
            }
            for target in report.compartments
        ]
        cabin = report.cabin
        return {
            "simulated_s": round(asyncio.get_running_loop().time(), 1),
            "cycles": report.cycles,
            "cycle_overruns": report.cycle_overruns,
            "compartments": compartments,
            "cabin": cabin and {"set_point_c": cabin.set_point_c, "air_c": round(car.truth("cabin.air_c"), 2)},
            "compressor_starts": car.compressor_starts,
            "min_off_violations": car.min_off_violations,
            "hub_messages": self.scene.hub.messages,
            "faults": list(report.faults.values()),
        }
