"""In the kernel of the rig: write one record after the other to the disk, and say of each when it is safe.

The first line is `found N M`: the record holds N values, numbered without a gap from 1 to M. Or `damaged`.
"""

import asyncio
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from controller.interface.readings import present
from firmware.record import Record
from firmware.runtime.clock import Clock
from firmware.runtime.faults import Faults

_MOUNTED = Path("/var/lib/homeward")
_FILE = _MOUNTED / "record" / "record.db"
_SELDOM_S = 3600.0  # each value is committed by hand
_COUNT = "SELECT count(*), coalesce(max(value), 0) FROM samples WHERE point = 'number'"


async def write_for_ever() -> None:
    """Go on where the record ends; each number that is printed is in it."""
    record = Record(
        _FILE, Clock(monotonic_s=time.monotonic, wall_s=time.time, boot_id="rig"), Faults(), commit_every_s=_SELDOM_S
    )
    await record.open()
    if list(_FILE.parent.glob("*.damaged-*")):
        print("damaged", flush=True)
        return
    held, last = found()
    print("found", held, last, flush=True)
    while True:
        last += 1
        record.add_sample("number", present(float(last), time.monotonic()))
        if not await record.commit():
            print("refused", flush=True)
            return
        print(last, flush=True)


def found() -> tuple[int, int]:
    """Return the number of values in the record, and the last of them; raises sqlite3.Error."""
    with closing(sqlite3.connect(_FILE)) as connection:
        held, last = connection.execute(_COUNT).fetchone()
    return int(held), int(last)


def main() -> int:
    """Mount the disk, which replays its journal, and write until the power goes."""
    subprocess.run(["mount", "-t", "ext4", "/dev/ubda", str(_MOUNTED)], check=True)  # noqa: S603, S607  # the rig's own PATH
    asyncio.run(write_for_ever())
    return 1


if __name__ == "__main__":
    sys.exit(main())
