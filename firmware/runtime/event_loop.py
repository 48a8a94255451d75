"""The event loop of a service: only the end of the service ends it, no SystemExit or KeyboardInterrupt inside."""

import asyncio
import logging
import os
from collections.abc import Coroutine
from threading import Timer
from typing import Any

from firmware.runtime.exit_reason import in_one_line

_LOG = logging.getLogger(__name__)

LEAVE_WITHIN_S = 2.0
"""For what is still there when the service has ended in order: a task that does not stop, a thread that hangs.

All that is ours is closed by then, and systemd would kill the process only after 15 s (engineering choice)."""


def run(main: Coroutine[Any, Any, None]) -> None:
    """Run `main`, whose end alone ends the loop; raises what it raises.

    A SystemExit or KeyboardInterrupt that leaves a task or a callback stops asyncio's loop. Whoever waits for such a
    task learns of it; here it is a line in the log, and the loop goes on.
    """
    with asyncio.Runner() as runner:
        loop = runner.get_loop()
        task = loop.create_task(main, name="service")
        while not task.done():
            try:
                loop.run_until_complete(asyncio.wait([task]))
            except (SystemExit, KeyboardInterrupt) as error:
                _LOG.error("something calls for the end of the program, which goes on: %s", in_one_line(error))
        left = Timer(LEAVE_WITHIN_S, os._exit, [0 if task.cancelled() else 1])
        left.daemon = True
        left.start()
    left.cancel()
    task.result()
