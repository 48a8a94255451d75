"""Words of commands: completed, quoted and refused. Pure."""

import re
from collections.abc import Iterable

from firmware.errors import FirmwareError

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
"""Narrower than float(): no nan, no inf, no 1_0, no digits of other scripts."""

_MAX_QUOTE = 30


class CommandError(FirmwareError, ValueError):
    """A command that cannot be used; the text says what is wrong and what would be right."""


def complete(word: str, known: Iterable[str], *, what: str, hint: str) -> str:
    """Return the one of `known` that is or begins with `word`, in either case of letters; raises CommandError."""
    choices = list(known)
    low = word.lower()
    found = [low] if low in choices else [choice for choice in choices if choice.startswith(low)]
    if not found:
        raise CommandError(f"unknown {what} {quoted(word)}: {hint}")
    if len(found) > 1:
        raise CommandError(f"{what} {quoted(word)} is not clear: {' or '.join(found)}")
    return found[0]


def no_more(words: list[str], usage: str) -> None:
    """Raise CommandError if there are words left."""
    if words:
        raise CommandError(f"{quoted(words[0])} is too much: the command is {usage}")


def quoted(text: str) -> str:
    """Quote as Python does, so that nothing in it commands the terminal, and not longer than it helps."""
    return repr(text if len(text) <= _MAX_QUOTE else f"{text[:_MAX_QUOTE]}...")
