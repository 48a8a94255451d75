"""Each figure about the tree counts what it says, and tells where."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
TOOL = ROOT / "tools" / "house.py"
KEYS = {
    "loose",
    "mean_lines",
    "tiny_single_importer_pct",
    "import_chain",
    "shared_names",
    "question_docstrings",
    "positional_calls",
    "undocumented",
}


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("house_tool", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def build(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


def places(tool: ModuleType, key: str, root: Path) -> list[str]:
    """The places behind a figure, which is their number."""
    figure = tool.FIGURES[key](tool.House(root))
    assert figure.value == len(figure.places)
    return [str(place) for place in figure.places]


def test_files_in_a_package_s_own_folder_are_loose(tool: ModuleType, tmp_path: Path) -> None:
    names = ("hil/__init__.py", "hil/__main__.py", "hil/b.py", "hil/sub/c.py", "drivers/a.py", "drivers/x.toml")
    figure = tool.loose(tool.House(build(tmp_path, dict.fromkeys(names, ""))))
    assert figure.value == {"controller": 0, "drivers": 1, "firmware": 0, "hil": 1}
    assert figure.places == ["drivers/a.py:1 drivers", "hil/b.py:1 hil"]


def test_the_mean_is_over_all_files_and_the_longest_come_first(tool: ModuleType, tmp_path: Path) -> None:
    files = {"hil/__init__.py": "", "hil/a.py": "# one\n", "hil/b.py": "\n" * 4, "tests/hil/c.py": "\n" * 90}
    figure = tool.mean_lines(tool.House(build(tmp_path, files)))
    assert figure.value == pytest.approx(1.7)
    assert figure.places == ["hil/b.py:1 4 lines", "hil/a.py:1 1 lines", "hil/__init__.py:1 0 lines"]


def test_small_modules_with_one_importer_count_but_for_a_package_s_own(tool: ModuleType, tmp_path: Path) -> None:
    files = {
        "hil/__init__.py": "from hil.packed import p\n",
        "hil/packed.py": "p = 1\n",
        "hil/large.py": "\n" * 60,
        "hil/small.py": "\n" * 59,
        "hil/twice.py": "",
        "hil/user.py": "import hil.large\nfrom hil import small, p\nfrom hil.twice import t\nfrom hil.twice import u\n",
        "hil/other.py": "def f():\n    from hil import twice\n",
        "tests/test_user.py": "import hil.user\n",
    }
    figure = tool.tiny_single_importer_pct(tool.House(build(tmp_path, files)))
    assert figure.places == ["hil/small.py:1 59 lines, for hil/user.py"]
    assert figure.among == 6
    assert figure.value == pytest.approx(100 / 6, abs=0.05)


CHAIN = {
    "controller/__init__.py": '"""The package."""\n\nfrom controller.step import Step as Step\n',
    "controller/step.py": "from . import ports\n",
    "controller/ports.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .kinds import Kind\n",
    "controller/kinds.py": "import controller.ports\n",
    "firmware/run.py": "import os\n\nfrom controller import Step\n",
}


def test_the_chain_goes_by_way_of_packages_and_takes_cycles_whole(tool: ModuleType, tmp_path: Path) -> None:
    assert places(tool, "import_chain", build(tmp_path, CHAIN)) == [
        "firmware/run.py:3 imports controller",
        "controller/__init__.py:3 imports controller.step",
        "controller/step.py:1 cycle",
        "controller/kinds.py:1 imports controller.ports",
        "controller/ports.py:1 ends the chain",
    ]


def test_the_chain_can_pass_by_what_a_package_hands_on(tool: ModuleType, tmp_path: Path) -> None:
    figure = tool.import_chain(tool.House(build(tmp_path, CHAIN)), through=True)
    assert figure.value == 4
    assert figure.places[:2] == ["firmware/run.py:3 imports controller.step", "controller/step.py:1 cycle"]


def test_a_package_that_defines_the_name_itself_stays_in_the_chain(tool: ModuleType, tmp_path: Path) -> None:
    files = {"hil/__init__.py": "own = 1\n", "hil/run.py": "from hil import own\n"}
    assert tool.import_chain(tool.House(build(tmp_path, files)), through=True).value == 2


@pytest.mark.parametrize(
    ("names", "count"),
    [
        (("drivers/chips/tmp117.py", "drivers/chips/tmp117_codec.py", "hil/chips/tmp117.py"), 0),
        (("drivers/vehicle/ecu.py", "hil/ecus/ecu.py"), 0),
        (("drivers/chips/gnss.py", "hil/uart/gnss.py", "hil/bench/gnss.py"), 3),
        (("hil/uart/base.py", "hil/chips/base.py"), 2),
        (("drivers/i2c/bus.py", "hil/bench/bus.py"), 2),
        (("drivers/errors.py", "hil/uart/errors.py"), 2),
        (("controller/air/law.py", "controller/fridge/law.py", "controller/power/law.py"), 0),
        (("controller/air/law.py", "hil/plants/law.py"), 2),
        (("hil/__main__.py", "hil/demo/__main__.py", "hil/__init__.py", "drivers/__init__.py"), 0),
        (("hil/a.py", "hil/demo/b.py", "tests/hil/a.py"), 0),
    ],
)
def test_names_are_shared_unless_by_design(
    tool: ModuleType, tmp_path: Path, names: tuple[str, ...], count: int
) -> None:
    assert len(places(tool, "shared_names", build(tmp_path, dict.fromkeys(names, "")))) == count


def test_a_shared_name_tells_who_else_has_it(tool: ModuleType, tmp_path: Path) -> None:
    build(tmp_path, dict.fromkeys(("firmware/check.py", "firmware/cli/check.py"), ""))
    assert places(tool, "shared_names", tmp_path)[0] == "firmware/check.py:1 as firmware/cli/check.py"


def test_docstrings_that_ask_count_and_other_texts_do_not(tool: ModuleType, tmp_path: Path) -> None:
    text = '''"""What a module is."""

LIMIT = 1
"""How much is too much."""


class Asked:
    """Whichever it is."""

    def plain(self):
        """Tell what it is."""

    async def _asks(self):
        """Whether it asks.

        More on this.
        """


def whatnot():
    """Whatnots are furniture."""
'''
    root = build(tmp_path, {"hil/a.py": text})
    assert places(tool, "question_docstrings", root) == [
        "hil/a.py:1 What a module is.",
        "hil/a.py:8 Whichever it is.",
        "hil/a.py:14 Whether it asks.",
    ]
    assert tool.question_docstrings(tool.House(root)).among == 5


def test_classes_called_by_position_count(tool: ModuleType, tmp_path: Path) -> None:
    calls = (
        "A(1, 2, 3, 4, 5, 6)",
        "air._B(*a, 2, 3, 4, 5, 6)",
        "A(1, 2, 3, 4, 5, f=6)",
        "f(1, 2, 3, 4, 5, 6)",
        "a[0](1, 2, 3, 4, 5, 6)",
    )
    root = build(tmp_path, {"hil/a.py": "\n".join(calls)})
    assert places(tool, "positional_calls", root) == ["hil/a.py:1 A takes 6", "hil/a.py:2 air._B takes 6"]


def test_public_functions_without_docstring_count(tool: ModuleType, tmp_path: Path) -> None:
    text = '''def bare():
    def within(): ...

def told():
    """Do it."""

def _private(): ...

class _Hidden:
    async def method(self): ...
    def __len__(self): ...
    @typing.override
    def known(self): ...
    @method.setter
    def set(self, value): ...
'''
    root = build(tmp_path, {"hil/a.py": text})
    assert places(tool, "undocumented", root) == ["hil/a.py:1 bare", "hil/a.py:10 method"]


def test_json_has_each_figure(tool: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tool.main([str(build(tmp_path, CHAIN)), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures.keys() == KEYS
    assert figures["import_chain"] == 5
    assert tool.main([str(tmp_path), "--json", "--through"]) == 0
    assert json.loads(capsys.readouterr().out) == figures | {"import_chain": 4}


def test_the_table_has_a_line_for_each_figure_and_each_package(
    tool: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tool.main([str(build(tmp_path, CHAIN))]) == 0
    heads = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert set(heads) == KEYS | set(tool.PACKAGES)


def test_the_places_of_one_figure_can_be_listed(
    tool: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tool.main([str(build(tmp_path, CHAIN)), "--list", "import_chain"]) == 0
    assert capsys.readouterr().out.startswith("firmware/run.py:3 imports controller\n")


def test_a_root_without_packages_is_reported(tool: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="none of controller"):
        tool.main([str(tmp_path)])


def test_without_a_root_it_measures_the_tree_it_lies_in(tmp_path: Path) -> None:
    command = [sys.executable, str(TOOL), "--json"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)  # noqa: S603
    assert json.loads(run.stdout).keys() == KEYS


def test_one_finds_one_s_way_in_this_tree(tool: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    """The aims of docs/decisions/0032-the-house-rebuilt.md."""
    assert tool.main(["--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert max(figures["loose"].values()) <= 7
    assert figures["tiny_single_importer_pct"] <= 5.0
    assert figures["import_chain"] <= 20
    assert figures["shared_names"] <= 60
    assert figures["question_docstrings"] == figures["positional_calls"] == figures["undocumented"] == 0
