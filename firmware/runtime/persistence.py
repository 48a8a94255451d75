"""Values that survive a restart, as everybody below the record sees it."""

from typing import Any, Protocol


class Persistence(Protocol):
    """A store of JSON values by key: the record, which is written by a room above most of those who keep something."""

    async def persisted(self, key: str) -> Any:
        """Return the value persisted under `key`, None where there is none."""

    async def persist(self, key: str, value: Any) -> bool:
        """Persist `value` under `key` at once; tell whether it is safely stored."""

    def persist_soon(self, key: str, value: Any) -> None:
        """Persist `value` under `key` before long."""
