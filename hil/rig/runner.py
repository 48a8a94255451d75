"""What a demo needs of its daemon, however it is run."""

from collections.abc import Sequence
from typing import Protocol

from hil.rig import can_traffic
from hil.rig.run_report import Report


class Runner(Protocol):
    """One daemon. Texts are for people."""

    @property
    def report(self) -> Report:
        """What it said last of itself."""

    @property
    def status(self) -> str:
        """Whether it runs, and how it ended if it does not."""

    @property
    def notes(self) -> Sequence[str]:
        """The last lines that it logged."""

    @property
    def pid(self) -> int | None:
        """The process that runs it; None where there is none of its own now."""

    @property
    def can(self) -> can_traffic.Bus:
        """Where frames for it go."""

    async def run(self) -> None:
        """Never ends; when it is cancelled, the daemon stops in order first."""

    def close(self) -> None:
        """Give back what is left open when it no longer runs."""
