"""What the documents say of the tree holds: paths, rooms and their layers, the form of decision records."""

import re
import tomllib
from itertools import groupby
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/glossary.md", "docs/how-it-is-tested.md")
LINKED = (*PAGES, "SECURITY.md", "CHANGELOG.md", "docs/decisions/README.md")
PACKAGES = ("controller", "drivers", "firmware", "hil")
PLACEHOLDERS = {"CHIP": "scd4x"}
"""Words that stand for a name of the reader's own, and a name that there is."""

DECISIONS = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
HEAD = re.compile(
    r"# (?P<number>\d+)\. \S.*\n\n"
    r"Date: \d{4}-\d{2}-\d{2}\. Status: (accepted|superseded by (?P<by>\d+))\.( Replaces (?P<replaces>\d+)\.)?\n\n"
)

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def paths(page: str) -> set[str]:
    """Every path below one of the tree's folders that a page names, wherever it stands."""
    told = text(page)
    for word, name in PLACEHOLDERS.items():
        told = told.replace(word, name)
    folders = "|".join((*PACKAGES, "docs", "systemd", "tests", "tools"))
    return {found.rstrip(".") for found in re.findall(rf"(?<![\w./-])(?:{folders})/[\w./*-]*", told)}


@pytest.mark.parametrize("page", PAGES)
def test_each_path_is_there(page: str) -> None:
    named = paths(page)
    assert named
    assert {path for path in named if not any(ROOT.glob(path.rstrip("/")))} == set()


@pytest.mark.parametrize("page", PAGES)
def test_each_module_is_there(page: str) -> None:
    named = re.findall(rf"(?<![\w./-])((?:{'|'.join(PACKAGES)})(?:\.\w+)+)", text(page))
    files = {name: ROOT / name.replace(".", "/") for name in named if not name.endswith((".py", ".toml"))}
    assert {
        name for name, file in files.items() if not file.is_dir() and not file.with_suffix(".py").is_file()
    } == set()


@pytest.mark.parametrize("page", LINKED)
def test_each_link_leads_somewhere(page: str) -> None:
    links = re.findall(r"\]\(([^)#]+)", text(page))
    folder = (ROOT / page).parent
    assert {link for link in links if "://" not in link and not (folder / link).exists()} == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_the_rooms_and_layers_of_the_architecture_are_those_of_the_contracts(package: str) -> None:
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    (contract,) = (each for each in contracts if each.get("containers") == [package])
    rooms = [{room for room in re.split(r" [|:] ", layer) if room[0] not in "(_"} for layer in contract["layers"]]
    section = text("docs/architecture.md").split(f"\n### {package}\n")[1].split("\n#")[0]
    told = re.findall(r"^\| (\d+) \| `(\w+)(?:/|\.py)` \| \S.* \|$", section, re.MULTILINE)
    by_layer = {number: {room for _, room in rows} for number, rows in groupby(told, key=lambda row: int(row[0]))}
    assert [*by_layer] == [*range(1, len(by_layer) + 1)]
    assert [*by_layer.values()] == [layer for layer in rooms if layer]


@pytest.mark.parametrize("file", DECISIONS, ids=lambda file: file.stem)
def test_each_decision_has_a_number_a_date_and_a_status(file: Path) -> None:
    head = HEAD.match(file.read_text(encoding="utf-8"))
    assert head is not None
    assert int(head["number"]) == int(file.stem[:4])


def test_decisions_are_numbered_without_gaps_and_a_replaced_one_says_by_which() -> None:
    heads = [HEAD.match(file.read_text(encoding="utf-8")) for file in DECISIONS]
    known = {int(head["number"]): head for head in heads if head is not None}
    assert [*known] == [*range(1, len(DECISIONS) + 1)]
    replaced = {int(head["replaces"]): number for number, head in known.items() if head["replaces"]}
    assert replaced == {number: int(head["by"]) for number, head in known.items() if head["by"]}


def test_the_version_stands_in_the_changelog() -> None:
    assert f"\n## {PROJECT['project']['version']}\n" in text("CHANGELOG.md")
