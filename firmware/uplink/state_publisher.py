"""Choice of the states to publish: changes beyond the dead band, and a heartbeat. Pure."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from controller import Reading
from firmware.control.state_store import State
from firmware.points.quantities import Point
from firmware.uplink.port import Message
from firmware.uplink.topics import OFFLINE, ONLINE, Topics

UNKNOWN = "None"
"""The published text of a value that is absent."""


@dataclass(frozen=True, slots=True)
class _Published:
    value: float | None
    at_s: float


class States:
    """The states as the hub was told last."""

    def __init__(self, points: tuple[Point, ...], topics: Topics, *, heartbeat_s: float) -> None:
        self._points, self._topics, self._heartbeat_s = points, topics, heartbeat_s
        self._published: dict[str, _Published] = {}
        self._published_texts: dict[str, str | Mapping[str, str]] = {}

    @property
    def topics(self) -> Iterator[str]:
        """Every topic at which a state is retained."""
        for point in self._points:
            if point.retained:
                yield self._topics.state(point.key)
                if point.notes is not None:
                    yield self._topics.notes(point.key)
            if point.measured:
                yield self._topics.unit_status(point.device)

    def forget(self) -> None:
        """Publish everything again: the hub may know nothing."""
        self._published.clear()
        self._published_texts.clear()

    def again(self, key: str) -> None:
        """Publish the points of `key` again: somebody believes something else of them."""
        for point in self._points:
            if point.key.startswith(f"{key}."):
                self._published.pop(point.key, None)

    def due(self, state: State) -> Iterator[Message]:
        """Return the messages that are due at the step of `state`; they count as published."""
        now_s = state.step.now_s
        alive: dict[str, bool] = {}
        for point in self._points:
            reading = point.read(state)
            if point.measured:
                alive[point.device] = alive.get(point.device, False) or reading.value is not None
            if self._is_due(point, reading, now_s):
                self._published[point.key] = _Published(reading.value, now_s)
                text = point.text(reading) or UNKNOWN
                # The next heartbeat makes up for a loss.
                yield Message(self._topics.state(point.key), text, retain=point.retained, qos=0)
            if point.notes is not None:
                notes = dict(point.notes(state))
                yield from self._changed(self._topics.notes(point.key), notes, retain=point.retained)
        for device, is_alive in alive.items():
            yield from self._changed(self._topics.unit_status(device), ONLINE if is_alive else OFFLINE)

    def _is_due(self, point: Point, reading: Reading, now_s: float) -> bool:
        published = self._published.get(point.key)
        if published is None or now_s - published.at_s >= self._heartbeat_s:
            return True
        if reading.value is None or published.value is None:
            return reading.value is not published.value
        change = abs(reading.value - published.value)
        return change > 0.0 and change >= point.kind.dead_band and now_s - published.at_s >= point.kind.min_interval_s

    def _changed(self, topic: str, new: str | Mapping[str, str], *, retain: bool = True) -> Iterator[Message]:
        if self._published_texts.get(topic) != new:
            self._published_texts[topic] = new
            text = new if isinstance(new, str) else json.dumps(new, ensure_ascii=False)
            yield Message(topic, text, retain=retain)
