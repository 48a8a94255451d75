"""Inside the kernel of the rig: play the named campaigns one by one, and tell a JSON object a line of each.

The record is on an ext4 file system on the kernel's disk.
"""

import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict

import can

from firmware.runtime.exit_reason import in_one_line
from hil.campaigns.play import Act
from hil.kernel.rig_errors import RigError
from hil.kernel_faults.device_faults import DISK
from hil.kernel_faults.kernel_campaigns import BY_NAME
from hil.kernel_faults.kernel_stage import opened
from hil.kernel_faults.root import root

_PLACE = "/var/lib/homeward"


async def run(names: Sequence[str]) -> None:
    """Play the named campaigns one by one; raises RigError, OSError."""
    root("mount", "-t", "tmpfs", "-o", "ro", "none", _PLACE)  # while the disk is not there, nothing can be written
    root("mount", DISK, _PLACE)
    async with opened() as stage:
        for name in names:
            outcome = await Act(BY_NAME[name], stage).play()
            told = asdict(outcome) | {"held": outcome.held}
            print(json.dumps(told if outcome.held else told | {"log": list(stage.service.log)}), flush=True)


def main() -> int:
    """Play all; 0 where all could be played, whatever came of it."""
    logging.disable()
    code = 0
    try:
        asyncio.run(run(sys.argv[1:]))
    except* (RigError, OSError, can.CanError, subprocess.CalledProcessError) as errors:
        print(f"rig: {in_one_line(errors)}", file=sys.stderr)
        code = 1
    return code


if __name__ == "__main__":
    sys.exit(main())
