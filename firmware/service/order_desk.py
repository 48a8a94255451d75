"""The desk where orders of the command line arrive: each goes to the part of the service that it is for."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from firmware.requests.alarm_orders import AlarmDesk
from firmware.requests.alarm_orders import from_json as from_json_of_alarms
from firmware.requests.trip_orders import TripDesk, from_json

ORIGIN = "cli"

Work = Callable[[Mapping[str, Any]], Awaitable[str]]
"""Carries out one kind of order; raises CommandError."""


def of_alarms(alarms: AlarmDesk) -> Work:
    """Return what carries out orders on the list of alarms."""

    async def work(value: Mapping[str, Any]) -> str:
        return alarms.carry_out(from_json_of_alarms(value), ORIGIN)

    return work


class OrderDesk:
    """A desk for orders: those in `works` by the name of the order, all else is for the keeper of `trips`."""

    def __init__(self, trips: TripDesk, works: Mapping[str, Work]) -> None:
        self._trips, self._works = trips, works

    async def carry_out(self, value: Any, origin: str) -> str:
        """Carry out an order of anybody; return the answer. Raises CommandError."""
        work = self._works.get(str(value.get("order"))) if isinstance(value, dict) else None
        return self._trips.carry_out(from_json(value), origin) if work is None else await work(value)
