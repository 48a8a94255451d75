"""Release output pins that nobody drives any more; loads nothing else."""

from collections.abc import Iterable, Mapping
from typing import Any

from drivers.outputs import OutputBank, OutputSpec


def release(outputs: Iterable[Mapping[str, Any]]) -> None:
    """Let go of all `outputs`, as the configuration describes them; raises NotFitted."""
    OutputBank(tuple(OutputSpec(**each) for each in outputs), hold_s=1.0, now_s=lambda: 0.0).close()
