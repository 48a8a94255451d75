"""Plant faults where goods and people depend on the code, one at a time, and count those that the tests see.

mutmut writes the faults into a copy of the tree; tools/mutant_trials.py holds the tests against each; this adds the
verdict: exit code 1 below MIN_PCT, survivors by name.
"""

import argparse
import difflib
import inspect
import json
import random
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from fnmatch import fnmatch
from pathlib import Path

MIN_PCT = 95.0
SEEN = frozenset({"killed", "timeout"})
"""A planted fault that ends a test run in any of these ways is noticed."""

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("controller", "drivers", "firmware", "hil", "tests", "docs", "pyproject.toml")
PLANTED = (
    "controller/algorithms/*.py",
    "controller/fridge/*.py",
    "controller/guard/*.py",
    "drivers/outputs/*.py",
    "firmware/control/output_stage.py",
    "firmware/config/output_air.py",
    "firmware/record/retention.py",
)
"""Where goods and people depend on the code."""

TESTS = (
    "tests/controller",
    "tests/drivers/outputs",
    "tests/firmware/control/test_output_stage.py",
    "tests/firmware/control/test_output_stage_properties.py",
    "tests/firmware/record/test_retention.py",
    "tests/firmware/record/test_space.py",
    "-m",
    "not untraced",  # what plays hours: a fault is to be seen at once, and each that is not costs all of the tests
    "--deselect=tests/controller/test_purity.py",  # it would judge what mutmut imports
    "--deselect=tests/controller/guard/test_mutation.py",  # plants faults itself, and would plant them in mutmut's
)
TYPE_CHECK = ("mypy", "controller", "drivers", "firmware", "--output", "json", "--no-error-summary")
ALLOWED = ("unused-ignore", "unreachable", "no-untyped-def", "no-redef", "has-type")
"""Kinds of errors of types that the form of a planted fault makes by itself."""

FAULT = re.compile(r"\s*(?:async )?def (\w*__mutmut_\d+)\(")


def main(arguments: list[str]) -> int:
    """Run, print a line for each module and each survivor; 0 where enough was seen."""
    options = _options(arguments)
    folder: Path = options.folder
    kept = folder / "verdicts.json"
    if options.again:
        names = json.loads((folder / "faults.json").read_text(encoding="utf-8"))
        results = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    else:
        shutil.rmtree(folder, ignore_errors=True)
        names, results = plant(ROOT, folder), {}
        (folder / "faults.json").write_text(json.dumps(names), encoding="utf-8")
    wanted = chosen(names, options.names, options.sample, options.seed)
    tried = try_each(folder, [name for name in wanted if name not in results], options.tests or TESTS)
    if tried is None:
        return 2
    results |= tried
    kept.write_text(json.dumps(results, indent=0), encoding="utf-8")
    return _verdict(folder, {name: results[name] for name in wanted}, options.diffs)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools/mutants.py", description=__doc__)
    parser.add_argument("names", nargs="*", help="faults, * is anything: 'controller.guard*' [all]")
    parser.add_argument("--again", action="store_true", help="go on with an earlier run instead of beginning anew")
    parser.add_argument("--sample", type=int, metavar="N", help="only N of them, drawn by chance")
    parser.add_argument("--seed", type=int, default=0, help="of the chance [0]")
    parser.add_argument("--diffs", action="store_true", help="show what each survivor changes")
    parser.add_argument("--tests", nargs="+", metavar="PATH", help="other tests than those of this project's choice")
    parser.add_argument("--folder", type=Path, default=ROOT / "mutants", help="where the tree is copied to [mutants]")
    return parser.parse_args(arguments)


def plant(root: Path, folder: Path) -> list[str]:
    """Copy the tree of `root` to `folder` with all faults in it, asleep; return those that pass the types."""
    from mutmut.mutation.file_mutation import mutate_file_contents  # noqa: PLC0415  # nothing but this needs it

    for top in COPIED:
        if (root / top).is_dir():
            shutil.copytree(root / top, folder / top, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(root / top, folder / top)
    names: list[str] = []
    for path in sorted(path for pattern in PLANTED for path in root.glob(pattern)):
        file = path.relative_to(root)
        planted = mutate_file_contents(str(file), path.read_text(encoding="utf-8"))
        (folder / file).write_text(planted.code, encoding="utf-8")
        names += [f"{_module(file)}.{name}" for name in planted.mutant_names]
    invalid = caught_by_types(folder, _type_errors(folder))
    print(
        f"{len(names)} faults planted; {len(invalid)} of them pass no check of types, and do not count", file=sys.stderr
    )
    return [name for name in names if name not in invalid]


def _module(file: Path) -> str:
    return ".".join(file.with_suffix("").parts)


def _type_errors(folder: Path) -> list[tuple[str, int]]:
    programs = Path(sys.executable).parent
    allowed = [word for kind in ALLOWED for word in ("--disable-error-code", kind)]
    call = [str(programs / TYPE_CHECK[0]), *TYPE_CHECK[1:], *allowed]
    done = subprocess.run(call, cwd=folder, text=True, stdout=subprocess.PIPE, check=False)  # noqa: S603
    found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return [(each["file"], each["line"]) for each in found if each["severity"] == "error"]


def caught_by_types(folder: Path, errors: Iterable[tuple[str, int]]) -> set[str]:
    """Return the faults in whose lines `errors` (file, number of the line) are: nobody could commit them."""
    lines: defaultdict[str, set[int]] = defaultdict(set)
    for file, number in errors:
        lines[file].add(number)
    caught: set[str] = set()
    for file, numbers in lines.items():
        name = ""
        for number, line in enumerate((folder / file).read_text(encoding="utf-8").splitlines(), 1):
            if re.match(r"\s*(?:async )?def ", line):
                found = FAULT.match(line)
                name = found.group(1) if found else ""
            if name and number in numbers:
                caught.add(f"{_module(Path(file))}.{name}")
    return caught


def chosen(names: Iterable[str], patterns: Iterable[str], size: int | None, seed: int) -> list[str]:
    """Return the faults that match one of `patterns` (none: all), or `size` of them, drawn by chance."""
    wanted = tuple(patterns) or ("*",)
    found = [name for name in names if any(fnmatch(name, pattern) for pattern in wanted)]
    if size is None:
        return found
    return random.Random(seed).sample(found, min(size, len(found)))  # noqa: S311  # chance, no secret


def try_each(folder: Path, names: list[str], tests: Iterable[str]) -> dict[str, str] | None:
    """Hold the tests against each fault; None where nothing could be tried, which was told."""
    asked, told = folder / "asked.json", folder / "told.json"
    asked.write_text(json.dumps(names), encoding="utf-8")
    call = [sys.executable, str(Path(__file__).with_name("mutant_trials.py")), asked.name, told.name, *tests]
    if subprocess.run(call, cwd=folder, check=False).returncode != 0:  # noqa: S603
        return None
    results: dict[str, str] = json.loads(told.read_text(encoding="utf-8"))
    return results


def _verdict(folder: Path, results: Mapping[str, str], diffs: bool) -> int:
    if not results:
        print("no fault has such a name: controller.guard* is one that would do", file=sys.stderr)
        return 2
    print("\n".join(table(results)))
    for name in sorted(name for name, verdict in results.items() if verdict not in SEEN):
        print(f"{results[name]}: {name}")
        if diffs:
            print(difference(folder, name))
    return 0 if score_pct(results.values()) >= MIN_PCT else 1


def table(results: Mapping[str, str]) -> list[str]:
    """Return a line for each module, and one for all."""
    modules: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, verdict in results.items():
        modules[name.rpartition(".")[0]][verdict] += 1
    lines = [_line(module, verdicts.elements()) for module, verdicts in sorted(modules.items())]
    return [*lines, _line("all", results.values())]


def score_pct(results: Iterable[str]) -> float:
    """Return the share of `results`, one verdict a fault, that were seen."""
    each = list(results)
    return 100.0 * sum(verdict in SEEN for verdict in each) / len(each)


def _line(name: str, results: Iterable[str]) -> str:
    each = list(results)
    return f"{name:40} {score_pct(each):5.1f} % of {len(each)}"


def difference(folder: Path, name: str) -> str:
    """Return what the fault `name` changes in its function, as a diff."""
    module, _, fault = name.rpartition(".")
    lines = (folder / module.replace(".", "/")).with_suffix(".py").read_text(encoding="utf-8").splitlines(keepends=True)
    right = f"{fault.rpartition('__mutmut_')[0]}__mutmut_orig"
    before, after = _function(lines, right), _function(lines, fault)
    return "".join(difflib.unified_diff(before, after, right, fault, n=1))


def _function(lines: list[str], name: str) -> list[str]:
    start = next(
        number for number, line in enumerate(lines) if re.match(rf"\s*(?:async )?def {re.escape(name)}\(", line)
    )
    return [line.replace(name, "f") for line in inspect.getblock(lines[start:])]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
