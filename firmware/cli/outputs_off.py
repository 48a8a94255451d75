"""homeward outputs-off: release every output, soon after the service has died.

Nothing is loaded that releasing pins does not need: on a Raspberry Pi all that the service needs takes seconds.
"""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from firmware.service import output_manifest
from firmware.wiring.output_release import release


def main(options: argparse.Namespace) -> int:
    """Release every output, whoever left it on; then keep how the service ended. 1 where one could not be released."""
    persisted = output_manifest.persisted(os.environ)
    failures = release(_configured(options) if persisted is None else persisted)
    for line in _by_reason(failures):
        print(f"homeward: {line}", file=sys.stderr)
    from firmware.service.restart_history import note_the_killed  # noqa: PLC0415  # see above

    note_the_killed(os.environ)
    return 1 if failures else 0


def _by_reason(lines: Iterable[str]) -> Iterator[str]:
    """Yield a line for each reason, with all outputs that it holds for."""
    outputs: dict[str, list[str]] = {}
    for line in lines:
        output, _, reason = line.partition(": ")
        outputs.setdefault(reason, []).append(output)
    yield from (f"{', '.join(names)}: {reason}" for reason, names in outputs.items())


def _configured(options: argparse.Namespace) -> list[Mapping[str, Any]]:
    from firmware.config.file import load  # noqa: PLC0415  # see above

    return [pin for each in load(options.config).outputs for pin in each.released]  # whatever else does not fit in it
