"""Write row after row to the record, and say of each when it is safe: in the kernel of the rig, or to be killed.

The first line is `found N M`: the record holds N values, numbered without a gap from 1 to M, as samples and as rows of
the log that is signed; and the log is whole. Or `damaged`, and why.
"""

import asyncio
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from controller.interface.readings import present
from firmware.coldchain.record_check import verify_record
from firmware.coldchain.sealing import seal
from firmware.record import Record
from firmware.record.leaves import Leaf, canonical, milliseconds
from firmware.runtime.clock import Clock
from firmware.runtime.faults import Faults

_MOUNTED = Path("/var/lib/homeward")
_SELDOM_S = 3600.0  # each value is committed by hand
_SEALED_EVERY = 10
_KIND = "number"
_SAMPLES = "SELECT count(*), coalesce(max(value), 0) FROM samples WHERE point = 'number'"
_LEAVES = """SELECT count(*), coalesce(max(json_extract(text, '$[7].number')), 0) FROM leaves
  WHERE json_extract(text, '$[1]') = 'number'"""


async def write_for_ever(file: Path, say: Callable[[str], None]) -> None:
    """Go on where the record ends; each number that is said is in it."""
    clock = Clock(monotonic_s=time.monotonic, wall_s=time.time, boot_id="rig")
    record = Record(file, clock, Faults(), commit_every_s=_SELDOM_S)
    await record.open()
    held, last, wrong = found(file)
    if wrong or list(file.parent.glob("*.damaged-*")):
        say(f"damaged {wrong}")
        return
    say(f"found {held} {last}")
    while True:
        last += 1
        record.add_sample("number", present(float(last), time.monotonic()))
        record.add_leaf(_leaf(last, clock))
        if not await record.commit():
            say("refused")
            return
        say(str(last))
        if last % _SEALED_EVERY == 0:
            await record.work(partial(seal, key_file=file.with_name("evidence.key")))


def found(file: Path) -> tuple[int, int, str]:
    """Return the number of values in the record, the last of them, and what is wrong with it; raises sqlite3.Error."""
    with closing(sqlite3.connect(file)) as connection:
        samples, leaves = (connection.execute(query).fetchone() for query in (_SAMPLES, _LEAVES))
        verdict = verify_record(connection)
    wrong = "" if verdict.wrong is None else str(verdict.wrong)
    return min(int(samples[0]), int(leaves[0])), min(int(samples[1]), int(leaves[1])), wrong


def _leaf(number: int, clock: Clock) -> Leaf:
    return Leaf(
        kind=_KIND,
        boot_id=clock.boot_id,
        monotonic_ms=milliseconds(clock.monotonic_s()),
        wall_ms=milliseconds(clock.wall_s()),
        clock=clock.quality().value,
        compartment="",
        body=canonical({"number": number}),
    )


def main() -> int:
    """Mount the disk, which replays its journal, and write until the power goes."""
    subprocess.run(["mount", "-t", "ext4", "/dev/ubda", str(_MOUNTED)], check=True)  # noqa: S603, S607  # the rig's own PATH
    asyncio.run(write_for_ever(_MOUNTED / "record" / "record.db", partial(print, flush=True)))
    return 1


if __name__ == "__main__":
    sys.exit(main())
