"""First import of a plug-in, in a process of its own: it may hang, end the process, or crash it.

`why_not` starts one such process for each plug-in, all at once, and kills those that have not ended in time. Run as a
program, with the value of an entry point, this file is that process: it loads next to nothing of ours.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Collection, Mapping
from importlib.metadata import EntryPoint

from firmware.runtime.exit_reason import in_one_line

WITHIN_S = 15.0
"""Several times what large libraries take on a small Raspberry Pi, and well below the 60 s that systemd waits for a
start (engineering choice)."""

_AT_ONCE_S = 1.0
"""For the rest when one has had its whole time, since all were started together."""

_KNOWN: dict[tuple[str, tuple[str, ...]], str | None] = {}
"""What came of it, by the entry point's value and the path of this process: the same again and again."""


def why_not(values: Collection[str]) -> Mapping[str, str | None]:
    """Return for each value of an entry point (module:attribute) why it cannot be imported; None where it can."""
    path = tuple(sys.path)
    processes = {value: _started(value, path) for value in dict.fromkeys(values) if (value, path) not in _KNOWN}
    left_s = WITHIN_S
    try:
        for value, process in processes.items():
            try:
                _KNOWN[value, path] = _verdict(process, left_s)
            except subprocess.TimeoutExpired:
                _KNOWN[value, path], left_s = f"its import does not end within {WITHIN_S:g} s", _AT_ONCE_S
    finally:
        for process in processes.values():
            _kill(process)
    return {value: _KNOWN[value, path] for value in values}


def _started(value: str, path: tuple[str, ...]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603  # our own words
        [sys.executable, "-m", "firmware.wiring.plugin_probe", value],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _verdict(process: "subprocess.Popen[bytes]", within_s: float) -> str | None:
    said, _ = process.communicate(timeout=within_s)
    try:
        why: str | None = json.loads(said)
    except ValueError:
        return f"its import ends the whole process ({process.returncode})"
    return why


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """End it unless it has ended, with all that it has started and that has not left its session."""
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGKILL)
        if process.stdout is not None:
            process.stdout.close()  # who has left may still hold the other end
        process.wait()


def main(value: str) -> None:
    """Import, and say in one line of JSON why that failed, or null. What the plug-in itself prints is nobody's."""
    answer = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    why = None
    try:
        EntryPoint("", value, "").load()
    except BaseException as error:  # noqa: BLE001  # whatever it is, it is the answer
        why = in_one_line(error, with_caller=False)
    os.write(answer, json.dumps(why).encode())
    os._exit(0)  # what it leaves to do at the end may hang as well


if __name__ == "__main__":
    main(sys.argv[1])
