"""`python -m hil bench causes`: trips with one mishap each, and whether its cause was named rightly."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hil.bench.options import Options
from hil.bench.parallel import in_parallel
from hil.bench.result import Figures
from hil.coldchain_trials.mishap_trial import Named, run

TRIPS, QUICK_TRIPS = 240, 18
"""Of the first, some 200 have an excursion; a box that bears its mishap has none, and nothing to name."""

LEAST_RIGHT = 0.9
"""So many of the excursions have the cause that was injected."""

NONE = "no excursion"


def measure(options: Options) -> Figures:
    """Play the trips; `confusion` counts the causes that were named, for each that was injected."""
    trips = options.plants or (QUICK_TRIPS if options.quick else TRIPS)
    return figures(in_parallel(run, range(trips)))


def figures(named: Sequence[Named]) -> Figures:
    """Sum up what was named."""
    told = [one for one in named if one.named is not None]
    right = sum(one.is_right for one in told)
    confusion: dict[str, Counter[str]] = {}
    for one in named:
        confusion.setdefault(one.injected.value, Counter())[NONE if one.named is None else one.named.value] += 1
    return {
        "trips": len(named),
        "trips_with_excursion": len(told),
        "causes_right_ratio": round(right / len(told), 3) if told else None,
        "confusion": {cause: dict(counts.most_common()) for cause, counts in confusion.items()},
        "wrong": [_line(one) for one in told if not one.is_right],
    }


def is_good(found: Figures) -> bool:
    """Return True where enough were named rightly."""
    ratio = found["causes_right_ratio"]
    return ratio is not None and ratio >= LEAST_RIGHT


def table(found: Figures) -> str:
    """Print which causes were named for which, as Markdown."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Figures) -> Iterator[str]:
    confusion: Mapping[str, Mapping[str, int]] = found["confusion"]
    columns = list(dict.fromkeys([*confusion, *(name for counts in confusion.values() for name in counts)]))
    ratio = found["causes_right_ratio"]
    yield f"{found['trips']} trips, {found['trips_with_excursion']} with an excursion, named rightly: {ratio}"
    yield ""
    yield f"| injected | {' | '.join(columns)} |"
    yield f"|---|{'---|' * len(columns)}"
    for cause, counts in confusion.items():
        yield f"| {cause} | {' | '.join(str(counts.get(column, '')) for column in columns)} |"
    yield ""
    yield from (f"- {line}" for line in found["wrong"])


def _line(one: Named) -> str:
    named: Any = one.named
    return f"{one.seed} {one.kind}, {one.how}: {one.injected} named {named}, {one.evidence} ({one.limit})"
