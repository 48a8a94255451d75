"""Boot to the service under systemd and try it there; exit code 1 where something did not hold."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from hil.kernel.rig_errors import RigError
from hil.service.service_machine import tried
from hil.service.verdicts import READY_AIM_S, SAFE_WITHIN_S

_UNUSABLE = 2

_ROWS = (
    # the trial, what was done, what is measured, its key, what it must or should be
    ("start", "service started", "ready, its first cycle complete", "ready_after_s", f"aim {READY_AIM_S:g} s"),
    ("start", "", "first output on", "drives_after_s", ""),
    ("start", "", "hub has the truth", "tells_after_s", ""),
    ("killed", "kill -9 while it drives", "every output off", "off_after_s", f"at most {SAFE_WITHIN_S:g} s"),
    ("killed", "", "ready again", "ready_after_s", ""),
    ("frozen", "SIGSTOP while it drives", "ended by the watchdog", "ended_after_s", ""),
    ("frozen", "", "every output off, from then", "off_after_s", f"at most {SAFE_WITHIN_S:g} s"),
    ("frozen", "", "ready again, from then", "ready_after_s", ""),
    ("early_ends", "five early ends", "safe mode told at the hub", "told_after_s", ""),
    ("early_ends", "systemctl restart in safe mode", "first output on", "left_after_s", ""),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `python -m hil service`."""
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")


def main(options: argparse.Namespace) -> int:
    """Boot it; 0 where everything held, 2 where there is nothing to boot."""
    try:
        told = tried()
    except RigError as error:
        print(f"service: {error}", file=sys.stderr)
        return _UNUSABLE
    print(json.dumps(told) if options.json else "\n".join(table(told)))
    return 0 if told["held"] else 1


def table(told: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line for each figure, then what else was looked at, and all that did not hold."""
    for trial, done, measured, key, aim in _ROWS:
        yield _line(done, measured, _seconds(told[trial][key]), aim)
    yield _line("safe mode", "outputs", _driven(told["early_ends"]["outputs_pct"]), "")
    if "logins" in told:
        logins = told["logins"]
        yield _line("login on the technician's port", "the port", logins["on_its_port"].partition(" ")[2], "")
        yield _line("login on another port", "the port", logins["on_another"], "")
    wrong = [f"{name}: {line}" for name, each in told.items() if isinstance(each, dict) for line in each["failures"]]
    yield from (f"FAILED  {line}" for line in wrong)
    yield "held" if told["held"] else "\n".join(f"    {line}" for line in told["log"])


def _line(done: str, measured: str, found: str, aim: str) -> str:
    return f"{done:32}{measured:33}{found:16}{aim}".rstrip()


def _driven(outputs_pct: Mapping[str, float]) -> str:
    on = [name for name, duty in outputs_pct.items() if duty]
    return f"on: {', '.join(on)}" if on else "all off"


def _seconds(time_s: float | None) -> str:
    return "never" if time_s is None else f"{time_s:.1f} s"
