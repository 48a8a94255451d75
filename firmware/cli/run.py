"""homeward run: the service."""

import argparse
import asyncio
import gc
import os
import signal
import time
from pathlib import Path

from firmware.checks.configuration import load_checked
from firmware.cli.check import report_broken_plug_ins
from firmware.runtime import event_loop
from firmware.runtime.clock import Clock
from firmware.runtime.clock_quality import SystemClockQuality, kernel_is_synchronised
from firmware.runtime.time_zone import has_zone
from firmware.service import output_manifest
from firmware.service.daemon import Daemon
from firmware.service.restart_history import Tries
from firmware.service.restart_policy import Mode
from firmware.service.safe_mode import SafeMode
from firmware.wiring.raspberry_pi import RealHardware

SETTLED_S = 10.0
"""By then all that stays is loaded. It is not collected as garbage again and again, which would delay a cycle by some
20 ms on a laptop, and by several times that on a Raspberry Pi."""


def main(options: argparse.Namespace) -> int:
    """Run the service until it is told to stop."""
    config = load_checked(options.config)
    report_broken_plug_ins(config)
    boot_id = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    clock = Clock(
        monotonic_s=time.monotonic,
        wall_s=time.time,
        boot_id=boot_id,
        quality=SystemClockQuality(time.monotonic, time.time, is_synchronised=kernel_is_synchronised),
        has_zone=has_zone,
    )
    hardware, tries = RealHardware(), Tries(os.environ)
    output_manifest.persist([pin for each in config.outputs for pin in each.released], os.environ)
    is_safe, why = tries.mode is Mode.SAFE, tries.trial.why
    service = SafeMode(config, hardware, clock, why) if is_safe else Daemon(config, hardware, clock)
    # An earlier end has cooled nothing: the compressor must stand that long after a crash.
    stable_after_s = config.settings.fridge.compressor.min_off_s

    async def until_stopped() -> None:
        task = asyncio.create_task(tries.run(service, stable_after_s=stable_after_s), name="daemon")
        asyncio.get_running_loop().call_later(SETTLED_S, gc.freeze)
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
        await asyncio.gather(task, return_exceptions=False)

    try:
        event_loop.run(until_stopped())
    except asyncio.CancelledError:
        return 0
    return 0
