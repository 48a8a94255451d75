"""Plant faults where goods and people depend on the code, one at a time, and count those that the tests see.

mutmut does the work, as pyproject.toml tells it; this adds the verdict: exit code 1 below MIN_PCT, survivors by name.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

MIN_PCT = 95.0
SEEN = frozenset({"killed", "timeout", "suspicious", "segfault"})
"""A planted fault that ends a test run in any of these ways is noticed."""

INVALID = frozenset({"caught by type check", "skipped"})
"""Nobody could commit these: they do not count."""

FOLDER = Path("mutants")
"""Where mutmut copies the tree to."""


def main(arguments: list[str]) -> int:
    """Run, print a line for each module and each survivor; 0 where enough was seen."""
    parser = argparse.ArgumentParser(prog="tools/mutants.py", description=__doc__)
    parser.add_argument("names", nargs="*", help="mutants, * is anything: 'controller.guard*' [all]")
    parser.add_argument("--again", action="store_true", help="go on with an earlier run instead of beginning anew")
    parser.add_argument("--sample", type=int, metavar="N", help="only N of them, drawn by chance")
    parser.add_argument("--seed", type=int, default=0, help="of the chance [0]")
    parser.add_argument("--diffs", action="store_true", help="show what each survivor changes")
    options = parser.parse_args(arguments)
    if not options.again:
        shutil.rmtree(FOLDER, ignore_errors=True)
    names = options.names if options.sample is None else sample(options.names, options.sample, options.seed)
    mutmut("run", "--max-children", str(os.cpu_count() or 1), *names)
    results = verdicts(mutmut("results", "--all", "true", quiet=True))
    if not results:
        print("no mutant was tried: see what mutmut said above", file=sys.stderr)
        return 2
    print("\n".join(table(results)))
    survivors = sorted(name for name, verdict in results.items() if verdict not in SEEN)
    for name in survivors:
        print(f"{results[name]}: {name}")
        if options.diffs:
            print(mutmut("show", name, quiet=True))
    return 0 if score_pct(results.values()) >= MIN_PCT else 1


def sample(patterns: Iterable[str], size: int, seed: int) -> list[str]:
    """Return `size` of the mutants that match one of `patterns` (none: of all), drawn by chance, or all of fewer.

    mutmut plants before it looks for the names it was given, and ends when there are none of them.
    """
    mutmut("run", "none", quiet=True)
    rows = (line.strip().rpartition(": ") for line in mutmut("results", "--all", "true", quiet=True).splitlines())
    wanted = tuple(patterns) or ("*",)
    names = [
        name
        for name, _, verdict in rows
        if verdict == "not checked" and any(fnmatch(name, pattern) for pattern in wanted)
    ]
    return random.Random(seed).sample(names, min(size, len(names)))  # noqa: S311  # chance, no secret


def verdicts(text: str) -> dict[str, str]:
    """Return the verdict on each mutant that was tried and could have been committed, by its name."""
    rows = (line.strip().rpartition(": ") for line in text.splitlines() if ": " in line)
    return {name: verdict for name, _, verdict in rows if verdict not in INVALID | {"not checked"}}


def table(results: dict[str, str]) -> list[str]:
    """Return a line for each module, and one for all."""
    modules: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, verdict in results.items():
        modules[name.rpartition(".")[0]][verdict] += 1
    lines = [_line(module, verdicts.elements()) for module, verdicts in sorted(modules.items())]
    return [*lines, _line("all", results.values())]


def score_pct(results: Iterable[str]) -> float:
    """Return the share of `results`, one verdict a mutant, that were seen."""
    each = list(results)
    return 100.0 * sum(verdict in SEEN for verdict in each) / len(each)


def _line(name: str, results: Iterable[str]) -> str:
    each = list(results)
    return f"{name:40} {score_pct(each):5.1f} % of {len(each)}"


def mutmut(*arguments: str, quiet: bool = False) -> str:
    """Call it with the programs of this interpreter's environment."""
    programs = str(Path(sys.executable).parent)
    environment = os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    call = [f"{programs}/mutmut", *arguments]
    done = subprocess.run(call, env=environment, text=True, stdout=subprocess.PIPE if quiet else None, check=False)  # noqa: S603
    return done.stdout or ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
