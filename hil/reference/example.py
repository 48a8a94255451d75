"""An example of whatever a text of an alarm asks for: it is shown as dots, and NAME where a name is asked for."""

from collections.abc import Iterator
from typing import Any

DOTS = "…"


class Example:
    """Any value at all. `known` are attributes that are real."""

    def __init__(self, shown: str = DOTS, **known: Any) -> None:
        self._shown, self._known = shown, known

    def __getattr__(self, name: str) -> Any:
        """Return a known attribute, else another example."""
        if name.startswith("__"):
            raise AttributeError(name)
        return self._known.get(name, Example("NAME" if name == "name" else DOTS))

    def __getitem__(self, _index: object) -> "Example":
        """Return another example."""
        return Example()

    def __len__(self) -> int:
        """Return enough for every trail."""
        return 1_000_000

    def __format__(self, _spec: str) -> str:
        """Show it whatever the format."""
        return self._shown

    def __str__(self) -> str:
        """Show it."""
        return self._shown

    def __lt__(self, _other: object) -> bool:
        """Be never less."""
        return False

    __le__ = __gt__ = __ge__ = __lt__

    def __iter__(self) -> Iterator[Any]:
        """Have nothing in it."""
        return iter(())

    def __call__(self, *_values: object, **_named: object) -> "Example":
        """Return another example."""
        return Example()

    def _another(self, *_others: object) -> "Example":
        return Example()

    __abs__ = __round__ = _another
    __add__ = __sub__ = __mul__ = __truediv__ = __neg__ = _another
    __radd__ = __rsub__ = __rmul__ = __rtruediv__ = _another
