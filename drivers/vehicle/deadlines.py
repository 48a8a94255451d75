"""Search for the overdue among many; each call costs the same, however many there are. Pure; times are handed in."""

from collections import OrderedDict
from collections.abc import Hashable, Iterator


class Deadlines:
    """Keys, each with a time to wait since it was last renewed. Few different times, any number of keys.

    The keys of one time to wait stand in the order in which they were renewed, so the first of them is overdue first.
    """

    def __init__(self) -> None:
        self._queues: dict[float, OrderedDict[Hashable, float]] = {}
        self._wait_s: dict[Hashable, float] = {}

    def renew(self, key: Hashable, wait_s: float, *, now_s: float) -> None:
        """Give `key` the time `wait_s` again, from now on."""
        self.drop(key)
        self._wait_s[key] = wait_s
        self._queues.setdefault(wait_s, OrderedDict())[key] = now_s + wait_s

    def drop(self, key: Hashable) -> None:
        """Wait for `key` no longer; one that nobody waits for is passed over."""
        wait_s = self._wait_s.pop(key, None)
        if wait_s is not None:
            del self._queues[wait_s][key]

    def overdue(self, *, now_s: float) -> Iterator[Hashable]:
        """Yield each key whose time is up, which is dropped."""
        for queue in self._queues.values():
            while queue and not now_s < queue[key := next(iter(queue))]:
                self.drop(key)
                yield key
