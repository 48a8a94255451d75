"""A list of the outputs that the running service drives, for the program that releases them after its death.

Kept in the service's runtime folder: by then the configuration may name other pins, or be broken. To read it needs no
more than the standard library: it must be quick.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_LOG = logging.getLogger(__name__)

KEYS = frozenset({"name", "pin", "kind", "active_high", "frequency_hz"})
"""Of an output, as in OutputConfig; there may be others, which another version has kept."""


def persist(outputs: Sequence[Mapping[str, Any]], environment: Mapping[str, str]) -> None:
    """Keep `outputs`, before any of them is driven. Never fails."""
    file = _file(environment)
    if file is None:
        return
    try:
        file.write_text(json.dumps(outputs), encoding="utf-8")
    except OSError as error:
        _LOG.warning("%s: cannot be written: %s: after a crash the configuration must do", file, error.strerror)


def persisted(environment: Mapping[str, str]) -> list[Mapping[str, Any]] | None:
    """Read the persisted outputs; None where there are none, and the configuration must do."""
    file = _file(environment)
    try:
        outputs = [] if file is None else json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return outputs if isinstance(outputs, list) and outputs and all(map(_is_output, outputs)) else None


def _is_output(persisted: object) -> bool:
    return isinstance(persisted, dict) and persisted.keys() >= KEYS and type(persisted["pin"]) is int


def _file(environment: Mapping[str, str]) -> Path | None:
    folder = environment.get("RUNTIME_DIRECTORY", "").partition(":")[0]
    return Path(folder) / "outputs.json" if folder else None
