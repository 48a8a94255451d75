"""Hold tests against planted faults: mutant_trials.py FAULTS VERDICTS TEST..., in a tree that mutmut planted them in.

FAULTS is a JSON list of names, VERDICTS becomes a JSON object: name to "killed", "timeout", "survived" or "no tests".
The tests are collected once. Each fault is woken in a copy of this process (os.fork), which runs the tests that came
through its function, the quickest first, up to the first that fails.
"""

import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest
from _pytest.runner import runtestprotocol

AWAKE = "MUTANT_UNDER_TEST"
"""Names the fault that mutmut's code wakes; "stats": none, but say what functions are called."""

SLOWER, GRACE_S = 6.0, 10.0
"""A fault may make the tests this much slower, in processor time. Engineering choice: beyond it, it is seen."""

LONGEST_CPU_S = 120.0
"""No fault may cost more. Engineering choice: the quick tests of one function take a few seconds."""

HANGS_S = 120.0
"""A child that waits for this long beyond its processor time hangs, however busy the machine. Engineering choice."""

EVERY = 100
"""After so many faults a line says how far it is. Engineering choice."""


class Timed(NamedTuple):
    """A test, what it takes without a fault, and the functions that it comes through."""

    seconds: float
    test: pytest.Item
    functions: frozenset[str]


class Trials:
    """The plug-in for pytest that runs the tests in its own way."""

    def __init__(self, faults: list[str], children: int) -> None:
        self._faults, self._children = faults, children
        self._running: dict[int, str] = {}
        self.verdicts: dict[str, str] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try every fault; raises pytest.UsageError where a test fails without one."""
        timed = _without_faults(session.items)
        for number, fault in enumerate(self._faults):
            if number % EVERY == 0:
                print(f"{number} of {len(self._faults)} tried", file=sys.stderr)
            self._begin(fault, [each for each in timed if _function(fault) in each.functions])
        while self._running:
            self._end_one()
        return True

    def _begin(self, fault: str, tests: list[Timed]) -> None:
        if not tests:
            self.verdicts[fault] = "no tests"
            return
        while len(self._running) >= self._children:
            self._end_one()
        child = os.fork()
        if child == 0:
            os._exit(_seen(fault, tests))
        self._running[child] = fault

    def _end_one(self) -> None:
        child, status = os.wait()
        verdict = {0: "survived", 1: "killed"}.get(os.waitstatus_to_exitcode(status), "timeout")
        self.verdicts[self._running.pop(child)] = verdict


def main(arguments: list[str]) -> int:
    """Return 0 where each fault was tried."""
    asked, told, *tests = arguments
    sys.path.insert(0, str(Path.cwd()))
    trials = Trials(json.loads(Path(asked).read_text(encoding="utf-8")), os.cpu_count() or 1)
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", *tests]
    code = pytest.main(options, plugins=[trials])
    if code != pytest.ExitCode.OK:
        return 2
    Path(told).write_text(json.dumps(trials.verdicts), encoding="utf-8")
    return 0


def _function(fault: str) -> str:
    return fault.rpartition("__mutmut_")[0]


def _without_faults(tests: list[pytest.Item]) -> list[Timed]:
    """Run each test once while no fault is awake, to see what it takes and where it comes through."""
    called: set[str] = set()
    _say_calls_to(called.add)
    os.environ[AWAKE] = "stats"
    timed = []
    for test in tests:
        called.clear()
        started = time.perf_counter()
        if _fails(test):
            raise pytest.UsageError(f"{test.nodeid} fails without any fault: mend it first")
        timed.append(Timed(time.perf_counter() - started, test, frozenset(called)))
    return sorted(timed, key=lambda each: each.seconds)


def _say_calls_to(take: Callable[[str], object]) -> None:
    from mutmut.mutation import trampoline  # noqa: PLC0415  # no other part needs it

    trampoline.record_trampoline_hit = lambda name, **_caller: take(name)


def _seen(fault: str, tests: list[Timed]) -> int:
    """Return 1 where a test sees the fault, else 0; the kernel ends what takes too long. For a process of its own."""
    limit_s = int(min(SLOWER * sum(each.seconds for each in tests) + GRACE_S, LONGEST_CPU_S))
    resource.setrlimit(resource.RLIMIT_CPU, (limit_s, limit_s + 1))
    signal.alarm(int(limit_s + HANGS_S))
    os.environ[AWAKE] = fault
    with open(os.devnull, "w", encoding="utf-8") as nothing, redirect_stdout(nothing), redirect_stderr(nothing):  # noqa: PTH123
        try:
            return int(any(_fails(each.test) for each in tests))
        except BaseException:  # noqa: BLE001  # however a planted fault shows, it is seen
            return 1


def _fails(test: pytest.Item) -> bool:
    return any(report.failed for report in runtestprotocol(test, log=False, nextitem=None))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
