"""Tamper with records, and see whether the verification finds each and names the first wrong row; and its speed."""

import importlib.util
import io
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from types import ModuleType

from firmware.coldchain.proof_check import verify
from hil.bench import named_causes, soak
from hil.bench.options import BadChoiceError, Options
from hil.bench.parallel import in_parallel
from hil.bench.result import Figures
from hil.bench.sealed_record import lines_of
from hil.bench.tampers import AT_EACH_ROW, Tampered, Tamperer
from hil.coldchain_trials import mishap_trial

SMALL_ROWS, LARGE_ROWS = 500, 10_000
FLIPS, SAMPLED, COMPARED = 10_000, 10_000, 1_000

SECOND = Path(__file__).parents[2] / "tools" / "verify_record.py"

TRIPS = 200
SOAKED_DAYS = 0.5
"""Of virtual time: what is written a day is known well after some hours."""

MOST_OVER_HASHING = 4.0
"""To verify rows takes at most so many times as long as to hash them."""

_TIMES = 9
_SEED = 15
_DIGITS = 64


def measure(options: Options) -> Figures:
    """Return how many of the tampers were found, and the speed."""
    part = 50 if options.quick else 1
    with tempfile.TemporaryDirectory(prefix="homeward-bench-") as folder:
        small, large, full = (
            lines_of(rows, Path(folder)) for rows in (SMALL_ROWS // part, LARGE_ROWS // part, LARGE_ROWS)
        )
    tried = found = named = 0
    for tampered in tampers(small, large, part):
        verdict = verify(io.BytesIO(tampered.content))
        tried += 1
        found += verdict.wrong is not None
        named += verdict.wrong is not None and tampered.row in (None, verdict.wrong.row)
    second_tried, second_agrees = by_two(small, COMPARED // part)
    rows_per_s, over_hashing = speed(full)
    return {
        "verify_rows_per_s": rows_per_s,
        "verify_over_hashing": over_hashing,
        "tampers_tried": tried,
        "tampers_found": found,
        "first_wrong_row_named": named,
        "second_verifier_tried": second_tried,
        "second_verifier_agrees": second_agrees,
        **({} if options.quick else {"causes_right_ratio": causes_right_ratio(), **_growth()}),
    }


def _growth() -> Figures:
    """Return what the service writes a day in the simulated car, and how much its record grows."""
    growth = soak.a_day(SOAKED_DAYS)
    return {"written_mb_per_day": growth["written_mb"], "grown_mb_per_day": growth["database_mb"]}


def causes_right_ratio() -> float:
    """Return the share of excursions on random trips of which the cause was named rightly; a trip without has none."""
    named = named_causes.figures(in_parallel(mishap_trial.run, range(TRIPS)))
    return float(named["causes_right_ratio"])


def by_two(lines: Sequence[bytes], times: int) -> tuple[int, int]:
    """Return how many damaged files were shown to both verifiers, and of how many they said the same."""
    second, tamperer = second_verifier(), Tamperer(lines, _SEED + 1)
    agrees = 0
    for number in range(times):
        content = (tamperer.any() if number % 2 else tamperer.flipped()).content
        wrong = verify(io.BytesIO(content)).wrong
        other = second.verify(content)
        agrees += wrong is not None and (other["good"], other["what"], other["row"]) == (False, wrong.what, wrong.row)
    return times, agrees


def second_verifier() -> ModuleType:
    """Load the verifier that was written from the description of the format alone."""
    spec = importlib.util.spec_from_file_location("verify_record", SECOND)
    if spec is None or spec.loader is None:
        raise BadChoiceError(f"{SECOND}: must be there: run it in the project's own folder")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def tampers(small: Sequence[bytes], large: Sequence[bytes], part: int) -> Iterator[Tampered]:
    """Yield bit flips and every way at every row of the small record, and sampled ones of the large one."""
    of_small, of_large = Tamperer(small, _SEED), Tamperer(large, _SEED)
    for _ in range(FLIPS // part):
        yield of_small.flipped()
    for row in range(of_small.rows):
        for way in AT_EACH_ROW.values():
            yield way(of_small, row)
    for number in range(SAMPLED // part):
        yield of_large.flipped() if number % 5 == 0 else of_large.any()


def speed(lines: Sequence[bytes]) -> tuple[int, float]:
    """Return the rows verified per second, and its time over that of hashing the same rows.

    In processor time, the best of some: other programs are no matter.
    """
    rows = [line[_DIGITS + 1 : -1] for line in lines if line[_DIGITS : _DIGITS + 2] == b" ["]
    verifying_s = _quickest(lambda: verify(lines))
    hashing_s = _quickest(lambda: [sha256(b"\0" + row).digest() for row in rows])
    return round(len(rows) / verifying_s), round(verifying_s / hashing_s, 2)


def _quickest(work: Callable[[], object]) -> float:
    def once() -> float:
        began_s = time.process_time()
        work()
        return time.process_time() - began_s

    return min(once() for _ in range(_TIMES))


def is_good(figures: Figures) -> bool:
    """Return True where every tamper was found, its first wrong row named, and that quickly enough."""
    all_found = figures["tampers_found"] == figures["first_wrong_row_named"] == figures["tampers_tried"]
    agree = figures["second_verifier_agrees"] == figures["second_verifier_tried"]
    is_quick: bool = figures["verify_over_hashing"] <= MOST_OVER_HASHING
    return all_found and agree and is_quick
