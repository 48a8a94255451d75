"""Release output pins that nobody drives any more; loads nothing else."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from drivers.errors import DriverError
from drivers.gpio.gpio_errors import one_line
from drivers.outputs.output_bank import OutputBank, OutputSpec

_KEYS = frozenset(field.name for field in fields(OutputSpec))


def release(outputs: Iterable[Mapping[str, Any]]) -> list[str]:
    """Let go of each of `outputs`, as the configuration describes them; one line for each that cannot be.

    Each is opened, which is off, and closed alone: one that fails does not keep the others on. What moves air is last.
    """
    return [line for each in sorted(outputs, key=_moves_air) for line in _failure(each)]


def _moves_air(output: Mapping[str, Any]) -> bool:
    return output.get("moves_air") is True


def _failure(output: Mapping[str, Any]) -> Iterator[str]:
    """Release the output; tell why it cannot be."""
    try:
        spec = OutputSpec(**{key: value for key, value in output.items() if key in _KEYS})
        OutputBank((spec,), hold_s=1.0, now_s=lambda: 0.0).close()
    except DriverError as error:
        yield str(error)
    except Exception as error:  # noqa: BLE001  # whatever it is, the others must be released
        yield f"output {output.get('name')}: {one_line(error)}"
