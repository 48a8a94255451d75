"""homeward identity: the identity of this controller, and the owner's decision when its card was moved or copied."""

import argparse

from firmware.checks.configuration import load_checked
from firmware.record.identity import device_id_in, forget
from firmware.record.keys import BOARD, DEVICE_ID

_NEW = """from the next start on this controller has an identity of its own: sudo systemctl restart homeward
At the hub it is a new device; what was there belongs to the other one."""
_KEPT = "from the next start on this computer is the one that the record belongs to: sudo systemctl restart homeward"


def main(options: argparse.Namespace) -> int:
    """Show it, or change it; stop the service before."""
    file = load_checked(options.config, may_be_empty=True).record.file
    if options.new:
        forget(file, DEVICE_ID, BOARD)
        print(_NEW)
    elif options.keep:
        forget(file, BOARD)
        print(_KEPT)
    else:
        print(f"device id: {device_id_in(file) or 'none yet: the service makes one at its first start'}")
    return 0
