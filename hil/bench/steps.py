"""`python -m hil bench steps`: random steps with nonsense of every kind; nothing may raise, no rule may be broken.

- `exceptions`: errors that a step raised, or that it contained in one of its parts;
- `guard_breaks`: how often each promise of the guard was broken;
- `first`: where each of these came first, so that it can be played again.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from hil.bench.options import Options
from hil.bench.parallel import in_parallel
from hil.box_trials.odd_steps import Result, play_odd

STEPS = 1_000_000
HISTORY = 2_000
"""Steps from one beginning: most failures need some past, all need many pasts. Engineering choice."""


def measure(options: Options) -> Mapping[str, Any]:
    """Take all steps, on all cores."""
    steps = options.steps or STEPS
    histories = max(round(steps / HISTORY), 1)
    return result(in_parallel(partial(play_odd, steps=min(steps, HISTORY)), range(histories)))


def result(played: Sequence[Result]) -> Mapping[str, Any]:
    """Put together what came of all histories."""
    breaks: Counter[str] = Counter()
    first: dict[str, str] = {}
    for each in played:
        breaks.update(each.breaks)
        first = {**each.first, **first}
    return {
        "steps": sum(each.steps for each in played),
        "exceptions": sum(each.exceptions for each in played),
        "guard_breaks": sum(breaks.values()),
        "by_rule": dict(breaks),
        "first": first,
    }


def is_good(figures: Mapping[str, Any]) -> bool:
    """Return True where nothing raised and no rule was broken."""
    return not figures["exceptions"] and not figures["guard_breaks"]


def table(figures: Mapping[str, Any]) -> str:
    """Print the figures, then where each trouble came first."""
    verdict = "reached" if is_good(figures) else "MISSED"
    lines = [
        f"{figures['steps']} random steps, {HISTORY} from each beginning",
        f"exceptions {figures['exceptions']}, promises of the guard broken {figures['guard_breaks']}; aim 0: {verdict}",
    ]
    for what, place in figures["first"].items():
        often = f"{figures['by_rule'][what]} times, " if what in figures["by_rule"] else ""
        lines.append(f"  {what}: {often}first at {place}")
    return "\n".join(lines) + "\n"
