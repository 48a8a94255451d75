"""Refusals of the broker, as one fault that names them."""

from collections.abc import Iterator
from dataclasses import dataclass

from firmware.runtime.faults import Faults
from firmware.uplink.port import Message

FAULT = "mqtt refused"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One topic, or filter of topics. `message` is what to publish to try again; None where it was subscribed."""

    topic: str
    reason: str
    message: Message | None = None


class Refusals:
    """The refusals that stand; the first names the fault."""

    def __init__(self, place: str, faults: Faults) -> None:
        self._place, self._faults = place, faults
        self._standing: dict[str, Refusal] = {}

    @property
    def first(self) -> Refusal | None:
        """The oldest refusal that stands."""
        return next(iter(self._standing.values()), None)

    def refuse(self, refusal: Refusal) -> None:
        """Note a refusal; for one that stands already the newer reason counts."""
        self._standing[refusal.topic] = refusal

    def allow(self, topic: str) -> bool:
        """Note that it works; return whether it was refused before."""
        return self._standing.pop(topic, None) is not None

    def forget(self) -> None:
        """Forget all, about to be tried anew; what was told stays told until `report`."""
        self._standing.clear()

    def report(self) -> None:
        """Report what is refused as one fault, or that nothing is."""
        first = self.first
        if first is None:
            self._faults.clear(FAULT)
            return
        others = f" and {len(self._standing) - 1} more" if len(self._standing) > 1 else ""
        self._faults.report(FAULT, f"{self._place}: refused {first.topic}{others}: {first.reason}")


class Echoes:
    """Messages of ours that must come back, because what they are published to is subscribed."""

    def __init__(self, within_s: float) -> None:
        self._within_s = within_s
        self._expected: dict[str, tuple[Message, float]] = {}

    def __bool__(self) -> bool:
        return bool(self._expected)

    def expect(self, message: Message, *, now_s: float) -> None:
        """Wait for a published message; where its topic is waited for already, the first time counts."""
        self._expected.setdefault(message.topic, (message, now_s + self._within_s))

    def met(self, topic: str) -> bool:
        """Note that it has come back, or need not any more; return whether it was waited for."""
        return self._expected.pop(topic, None) is not None

    def overdue(self, *, now_s: float) -> Iterator[Message]:
        """Return the messages that have not come back in time; they are waited for no longer."""
        late = [message for message, until_s in self._expected.values() if now_s > until_s]
        for message in late:
            del self._expected[message.topic]
            yield message

    def forget(self) -> None:
        """Forget all: the connection is another one."""
        self._expected.clear()
