"""One problem of a configuration: its place in the file as a path of keys, and what would be right."""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

KeyPath = tuple[str | int, ...]
"""Keys of tables and indexes of lists, from the top of the file: ("sensors", 3, "address")."""

UNSAID: Any = object()
"""Stands for a value that needs no telling, None being none in TOML either."""

ALSO = "{also}"
"""Stands in a text for the first of the places `also`: it is named as the user knows it when the text is shown."""

_NEAR = 0.6
"""The likeness from which a known word is suggested; difflib's own default."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem at `path`; `text` tells it, and what would be right, and may name the first of `also` as ALSO.

    `value` is what stands there, UNSAID where that does not matter. `also` are the other places that it depends on:
    where one of them is wrong itself, this may be no more than its consequence and is not told.
    """

    path: KeyPath
    text: str
    value: Any = UNSAID
    also: tuple[KeyPath, ...] = ()

    def __str__(self) -> str:
        """Show a problem of a configuration that came from no file."""
        value = f"{self.value:g}" if isinstance(self.value, float) else repr(self.value)
        shown = "" if self.value is UNSAID else f" = {value}"
        return f"{key_path(self.path)}{shown}: {self.text_with(key_path)}"

    def text_with(self, label: Any) -> str:
        """Return the text with its places named by `label`."""
        return self.text.replace(ALSO, label(self.also[0])) if self.also else self.text


def key_path(path: KeyPath) -> str:
    """Write `path` as people do: sensors[3].address."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).removeprefix(".")


def near(word: str, known: Any) -> str | None:
    """Return the one of the `known` words that is most like `word`, whatever its case; None where none is."""
    words = {each.lower(): each for each in known}
    return next((words[each] for each in get_close_matches(word.lower(), words, n=1, cutoff=_NEAR)), None)


def did_you_mean(word: str, known: Any, *, is_value: bool = False) -> str:
    """Ask whether a known word was meant, for the text of a problem; "" where none is near. A value gets quotes."""
    meant = near(word, known)
    if meant is None:
        return ""
    return f'did you mean "{meant}"? ' if is_value else f"did you mean {meant}? "
