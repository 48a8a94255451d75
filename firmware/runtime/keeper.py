"""Values that survive a restart, as everybody below the record sees it."""

from typing import Any, Protocol


class Keeper(Protocol):
    """A store of JSON values by key: the record, which is written by a room above most of those who keep something."""

    async def kept(self, key: str) -> Any:
        """Return the value kept under `key`, None where there is none."""

    async def keep(self, key: str, value: Any) -> bool:
        """Keep `value` under `key` at once; tell whether it is safely stored."""

    def keep_soon(self, key: str, value: Any) -> None:
        """Keep `value` under `key` before long."""
