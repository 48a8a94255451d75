"""What a campaign in a real kernel is."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from hil.kernel_faults.kernel_stage import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class KernelCampaign:
    """One fault. `injected` says in words what happens; `inject` lets it happen inside and ends it at its exit."""

    name: str
    injected: str
    inject: Callable[[Stage], AbstractAsyncContextManager[None]]
    fault: str = ""
    """How the fault's name begins by which it must be told; empty where there is nothing to tell."""
    told_at_hub: bool = True
    told_at_console: bool = True
    lasts_s: float = 8.0
    """How long it stays at least; as long as it takes to be told."""
    ends_process: str = ""
    """How the process must end by it, in systemd's words, all outputs off in time; empty where it must live on."""
    holds: Callable[[Stage], bool] = lambda _stage: True
    """What must be true at each look."""
    room_is_made: bool = False
    """Whether the oldest rows that need not last may go meanwhile."""
