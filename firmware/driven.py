"""Which outputs the running service drives, for whom must release them after its death.

Kept in the service's runtime folder: by then the configuration may name other pins, or be broken.
"""

import logging
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from firmware.config import OutputConfig

_LOG = logging.getLogger(__name__)

_OUTPUTS = TypeAdapter(tuple[OutputConfig, ...])


def keep(outputs: Iterable[OutputConfig], environment: Mapping[str, str]) -> None:
    """Keep `outputs`, before any of them is driven. Never fails."""
    file = _file(environment)
    if file is None:
        return
    try:
        file.write_bytes(_OUTPUTS.dump_json(tuple(outputs)))
    except OSError as error:
        _LOG.warning("%s: cannot be written: %s: after a crash the configuration must do", file, error.strerror)


def kept(environment: Mapping[str, str]) -> tuple[OutputConfig, ...] | None:
    """The outputs that were kept; None where there are none, and the configuration must do."""
    file = _file(environment)
    try:
        return None if file is None else _OUTPUTS.validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return None


def _file(environment: Mapping[str, str]) -> Path | None:
    folder = environment.get("RUNTIME_DIRECTORY", "").partition(":")[0]
    return Path(folder) / "outputs.json" if folder else None
