"""The cold-chain record: measurements, events and what must survive a restart, in one SQLite file."""

from firmware.record.recorder import Record

__all__ = ["Record"]
