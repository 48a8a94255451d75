"""Measure how easily one finds one's way in the tree, and list the places behind each figure.

Counted are the four packages; tests and tools are not. An import is read as it is written, wherever it stands, also in
a function or for type checks alone: `from package import name` leads to the module `package.name` where there is one,
else to the package's `__init__`.
"""

import argparse
import ast
import json
import re
import signal
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path, PurePosixPath
from typing import NamedTuple, TypeAlias

PACKAGES = ("controller", "drivers", "firmware", "hil")
SIMULATED = frozenset({"hil/chips", "hil/ecus", "hil/uart"})
"""Folders whose modules play a device of drivers, and bear its name."""

TINY_LINES = 60
MANY_POSITIONAL = 6
QUESTION = re.compile(r"(What|Whether|Who|Whom|Whose|How|Why|Which|When|Where|Those)(ever)?\b")

Links: TypeAlias = dict[str, dict[str, int]]
"""The modules that each module imports, and the line where it first does."""

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One file of Python: its path below the root, its dotted name, and its content."""

    path: PurePosixPath
    name: str
    lines: int
    tree: ast.Module

    @property
    def of_package(self) -> bool:
        """True for the `__init__` of a package."""
        return self.path.stem == "__init__"

    @property
    def special(self) -> bool:
        """True where Python prescribes the file's name."""
        return self.path.stem in {"__init__", "__main__"}

    def place(self, text: str, line: int = 1) -> str:
        """Tell a place in this module, as editors understand it."""
        return f"{self.path}:{line} {text}"


class Import(NamedTuple):
    """A name that is taken from a source, empty for the whole, and the name that it is bound to."""

    line: int
    source: str
    name: str
    bound: str


class Figure(NamedTuple):
    """A figure, the places behind it, and the number of things it was counted among, where there is one."""

    value: float | dict[str, int]
    places: list[str]
    among: int | None = None


class House:
    """The tree of modules below a root."""

    def __init__(self, root: Path) -> None:
        files = (file for package in PACKAGES for file in sorted((root / package).rglob("*.py")))
        self.modules = {module.name: module for module in (_read(root, file) for file in files)}
        if not self.modules:
            raise FileNotFoundError(f"{root}: none of {', '.join(PACKAGES)}")

    @cached_property
    def links(self) -> Links:
        """The imports between modules as they are written."""
        return {name: self._links(module, through=False) for name, module in self.modules.items()}

    @cached_property
    def links_through(self) -> Links:
        """The imports between modules, a name that an `__init__` hands on led to the module that defines it."""
        return {name: self._links(module, through=True) for name, module in self.modules.items()}

    def _links(self, module: Module, *, through: bool) -> dict[str, int]:
        lines: dict[str, int] = {}
        for imported in _imports(module):
            target = self._target(imported.source, imported.name, through=through)
            if target is not None and target != module.name:
                lines[target] = min(imported.line, lines.get(target, imported.line))
        return lines

    def _target(self, source: str, name: str, *, through: bool) -> str | None:
        dotted = f"{source}.{name}" if name else source
        if dotted in self.modules:
            return dotted
        if source not in self.modules:
            return None
        further = self._handed_on.get(source, {}).get(name) if through else None
        return (self._target(further.source, further.name, through=True) if further else None) or source

    @cached_property
    def _handed_on(self) -> dict[str, dict[str, Import]]:
        packages = (module for module in self.modules.values() if module.of_package)
        return {
            package.name: {taken.bound: taken for taken in _imports(package) if taken.source != package.name}
            for package in packages
        }


def _read(root: Path, file: Path) -> Module:
    path = PurePosixPath(file.relative_to(root).as_posix())
    parts = path.parent.parts if path.stem == "__init__" else path.with_suffix("").parts
    text = file.read_text(encoding="utf-8")
    return Module(path, ".".join(parts), len(text.splitlines()), ast.parse(text))


def _imports(module: Module) -> Iterator[Import]:
    here = module.name.split(".") + ["__init__"] * module.of_package
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (Import(node.lineno, alias.name, "", alias.asname or alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = here[: -node.level] if node.level else []
            source = ".".join([*above, node.module] if node.module else above)
            for alias in node.names:
                yield Import(node.lineno, source, alias.name, alias.asname or alias.name)


def loose(house: House) -> Figure:
    """Files directly in a package's own folder, but for `__init__` and `__main__`."""
    files = [module for module in house.modules.values() if len(module.path.parts) == 2 and not module.special]  # noqa: PLR2004
    counts = dict.fromkeys(PACKAGES, 0)
    for module in files:
        counts[module.path.parts[0]] += 1
    return Figure(counts, [module.place(module.path.parts[0]) for module in files])


def mean_lines(house: House) -> Figure:
    """Lines a module on average.

    Blank lines and comments count, and so does each `__init__` and `__main__`. The longest modules are listed first.
    """
    modules = sorted(house.modules.values(), key=lambda module: -module.lines)
    mean = sum(module.lines for module in modules) / len(modules)
    return Figure(round(mean, 1), [module.place(f"{module.lines} lines") for module in modules])


def tiny_single_importer_pct(house: House) -> Figure:
    """Modules under 60 lines that exactly one module imports, in per cent of all.

    No `__init__` counts, neither among the modules nor as an importer, and no test: a module that others get by way of
    its package alone has no importer.
    """
    importers: defaultdict[str, list[Module]] = defaultdict(list)
    for name, imported in house.links.items():
        for target in imported if not house.modules[name].of_package else ():
            importers[target].append(house.modules[name])
    candidates = [module for module in house.modules.values() if not module.of_package]
    tiny = [module for module in candidates if module.lines < TINY_LINES and len(importers[module.name]) == 1]
    places = [module.place(f"{module.lines} lines, for {importers[module.name][0].path}") for module in tiny]
    return Figure(round(100.0 * len(tiny) / (len(candidates) or 1), 1), places, len(candidates))


def import_chain(house: House, *, through: bool = False) -> Figure:
    """Modules in the longest chain of imports.

    An `__init__` counts where the import names its package; that of a package around it does not. Modules that import
    each other count all. With `through` a name that an `__init__` hands on leads to the module that defines it.
    """
    links = house.links_through if through else house.links
    chain = _max_length(links)
    places = []
    for name, following in zip(chain, [*chain[1:], ""], strict=True):
        module = house.modules[name]
        line = links[name].get(following, 1)
        text = f"imports {following}" if following in links[name] else "ends the chain" if not following else "cycle"
        places.append(module.place(text, line))
    return Figure(len(chain), places)


def _max_length(links: Links) -> list[str]:
    reached = {name: _reached(links, name) for name in links}
    cycle = {name: frozenset({name} | {other for other in reached[name] if name in reached[other]}) for name in reached}
    graph = {
        members: {cycle[target] for name in members for target in links[name]} - {members} for members in cycle.values()
    }
    chains: dict[frozenset[str], list[str]] = {}
    for members in TopologicalSorter(graph).static_order():
        below = max((chains[other] for other in graph[members]), key=lambda chain: (len(chain), chain), default=[])
        chains[members] = [*sorted(members), *below]
    return max(chains.values(), key=lambda chain: (len(chain), chain))


def _reached(links: Links, start: str) -> set[str]:
    reached: set[str] = set()
    ahead = [start]
    while ahead:
        new = links[ahead.pop()].keys() - reached
        reached |= new
        ahead.extend(new)
    return reached


def shared_names(house: House) -> Figure:
    """Modules whose file name another one has too.

    Two names are shared by design and do not count: that of a device and its simulation, one module in a folder of
    drivers/ and one in hil/chips, hil/ecus or hil/uart with no third, and law.py, which each appliance has in its
    folder of controller/. `__init__` and `__main__` do not count at all.
    """
    named: defaultdict[str, list[Module]] = defaultdict(list)
    candidates = [module for module in house.modules.values() if not module.special]
    for module in candidates:
        named[module.path.name].append(module)
    shared = [
        (module, [other for other in group if other is not module])
        for _, group in sorted(named.items())
        if len(group) > 1 and not _by_design([module.path for module in group])
        for module in group
    ]
    places = [module.place("as " + ", ".join(str(other.path) for other in others)) for module, others in shared]
    return Figure(len(places), places, len(candidates))


def _by_design(paths: list[PurePosixPath]) -> bool:
    below = [path.parts[0] for path in paths if len(path.parts) > 2]  # noqa: PLR2004
    if paths[0].name == "law.py":
        return below == ["controller"] * len(paths)
    simulations = [path for path in paths if str(path.parent) in SIMULATED]
    return len(paths) == 2 and len(simulations) == 1 and "drivers" in below  # noqa: PLR2004


def question_docstrings(house: House) -> Figure:
    """Docstrings that begin with What, Whether, Who, How, Why, Which, When, Where or Those.

    Those of modules, classes and functions count, private ones too; the texts below constants do not.
    """
    among = 0
    places = []
    for module in house.modules.values():
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Module | ast.ClassDef | Function):
                continue
            text = ast.get_docstring(node)
            among += text is not None
            if text and QUESTION.match(text):
                places.append(module.place(text.splitlines()[0], node.body[0].lineno))
    return Figure(len(places), places, among)


def positional_calls(house: House) -> Figure:
    """Class calls with six or more positional arguments.

    A class is known by the capital that its name begins with. Calls of functions do not count: their signatures are
    held short already, and those of libraries are not ours.
    """
    places = [
        module.place(f"{ast.unparse(node.func)} takes {len(node.args)}", node.lineno)
        for module in house.modules.values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and len(node.args) >= MANY_POSITIONAL and _names_class(node.func)
    ]
    return Figure(len(places), places)


def _names_class(called: ast.expr) -> bool:
    name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
    return name.lstrip("_")[:1].isupper()


def undocumented(house: House) -> Figure:
    """Public functions and methods without a docstring.

    Public is a name that begins with no underscore, in a private class too. Functions within functions do not count,
    nor do overloads, overrides and setters, which are documented elsewhere.
    """
    public = [
        (module, node)
        for module in house.modules.values()
        for node in _public(module.tree)
        if not {"overload", "override", "setter"}
        & {ast.unparse(mark).rpartition(".")[2] for mark in node.decorator_list}
    ]
    bare = [(module, node) for module, node in public if ast.get_docstring(node) is None]
    return Figure(len(bare), [module.place(node.name, node.lineno) for module, node in bare], len(public))


def _public(parent: ast.Module | ast.ClassDef) -> Iterator[Function]:
    for node in parent.body:
        if isinstance(node, ast.ClassDef):
            yield from _public(node)
        elif isinstance(node, Function) and not node.name.startswith("_"):
            yield node


FIGURES: dict[str, Callable[[House], Figure]] = {
    figure.__name__: figure
    for figure in (
        loose,
        mean_lines,
        tiny_single_importer_pct,
        import_chain,
        shared_names,
        question_docstrings,
        positional_calls,
        undocumented,
    )
}


def table(figures: dict[str, Figure]) -> list[str]:
    """Return a line for each figure, one for each package where it has one, with what it counts."""
    lines = []
    for key, figure in figures.items():
        value, among = figure.value, f" of {figure.among}" if figure.among else ""
        counted = (FIGURES[key].__doc__ or "").splitlines()[0]
        if isinstance(value, dict):
            lines.append(f"{key:26} {sum(value.values()):<14} {counted}")
            lines.extend(f"  {package:24} {count}" for package, count in value.items())
        else:
            among = f" % of {figure.among}" if key.endswith("_pct") else among
            lines.append(f"{key:26} {f'{value}{among}':14} {counted}")
    return lines


def main(arguments: list[str]) -> int:
    """Print the figures as a table or as JSON, or the places behind one of them."""
    parser = argparse.ArgumentParser(prog="tools/house.py", description=__doc__)
    parser.add_argument("root", nargs="?", type=Path, default=Path(__file__).resolve().parents[1], help="[this tree]")
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="one JSON object, for programs")
    output.add_argument("--list", choices=FIGURES, metavar="KEY", help=f"places behind one of: {', '.join(FIGURES)}")
    parser.add_argument("--through", action="store_true", help="let import_chain pass by what an __init__ hands on")
    options = parser.parse_args(arguments)
    house = House(options.root)
    measured = FIGURES | {"import_chain": lambda house: import_chain(house, through=options.through)}
    if options.list:
        print(*measured[options.list](house).places, sep="\n")
        return 0
    figures = {key: measure(house) for key, measure in measured.items()}
    if options.json:
        print(json.dumps({key: figure.value for key, figure in figures.items()}))
    else:
        print(*table(figures), sep="\n")
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # whoever reads may stop early
    sys.exit(main(sys.argv[1:]))
