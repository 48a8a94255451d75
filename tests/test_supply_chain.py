"""What is installed is what was locked: by its hash, everywhere, and known by name."""

import importlib.util
import json
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCKS = (
    "requirements.txt",
    "requirements-dev.txt",
    "requirements-judges.txt",
    "requirements-mutants.txt",
    "requirements-peers.txt",
    "tools/uv.txt",
)
INSTALLERS = ("Makefile", "docs/install.md", "hil/service/image.sh", "tools/get_system.sh", "tools/lock.sh")
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[.*\])?==([^\s;\"]+)", re.MULTILINE)


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def sbom() -> ModuleType:
    spec = importlib.util.spec_from_file_location("sbom", ROOT / "tools/sbom.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pins(lock: str) -> dict[str, str]:
    return {name.lower().replace("_", "-"): version for name, version in _PIN.findall(lock)}


@pytest.mark.parametrize("name", LOCKS)
def test_each_package_of_a_lock_has_a_version_and_hashes_and_no_place_to_fetch_it_from(name: str) -> None:
    lock = text(name)
    assert sbom().components("\n".join(line for line in lock.splitlines() if not line.startswith("#")) + "\n")
    assert "://" not in lock
    assert "index" not in lock


def test_what_the_project_asks_for_is_what_is_locked() -> None:
    project = tomllib.loads(text("pyproject.toml"))["project"]
    service, every = pins(text("requirements.txt")), pins(text("requirements-dev.txt"))
    assert pins("\n".join(project["dependencies"])).items() <= service.items() <= every.items()
    assert pins("\n".join(project["optional-dependencies"]["dev"])).items() <= every.items()
    assert pins(text("requirements-peers.in")).items() <= pins(text("requirements-peers.txt")).items()
    assert pins(text("requirements-judges.in")) == pins(text("requirements-judges.txt"))
    assert "setuptools" in service  # it builds the project without fetching anything
    assert f"setuptools=={service['setuptools']}" in text("pyproject.toml")


@pytest.mark.parametrize("name", INSTALLERS)
def test_nothing_is_fetched_without_a_hash(name: str) -> None:
    lines = [
        line
        for line in text(name).replace("\\\n", " ").splitlines()
        if re.search(r"(pip\"?|PIP\)) (install|download)|\$\(PIP\)", line)
    ]
    assert lines
    assert [
        line for line in lines if "--require-hashes" not in line and "--no-index" not in line and ":=" not in line
    ] == []


def test_the_advisory_on_msgpack_is_heeded() -> None:
    version = tuple(int(part) for part in pins(text("requirements.txt"))["msgpack"].split("."))
    assert version >= (1, 2, 1)  # GHSA-6v7p-g79w-8964: a crash on the next packet after one that was refused


def test_the_bill_of_materials_names_all_that_the_service_is_made_of_and_is_the_same_each_time(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tool, said = sbom(), []
    for _ in range(2):
        assert tool.main([str(ROOT / "requirements.txt")]) == 0
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    bill = json.loads(said[0])
    assert (bill["bomFormat"], bill["specVersion"], bill["metadata"]["component"]["name"]) == (
        "CycloneDX",
        "1.6",
        "homeward",
    )
    assert {part["name"]: part["version"] for part in bill["components"]} == pins(text("requirements.txt"))
    lgpio = next(part for part in bill["components"] if part["name"] == "lgpio")
    assert lgpio["properties"] == [{"name": "homeward:installed-where", "value": "platform_machine == 'aarch64'"}]
    assert "pkg:pypi/aiomqtt@2.5.1" in bill["dependencies"][0]["dependsOn"]
    assert "pkg:pypi/wrapt@1.17.3" not in bill["dependencies"][0]["dependsOn"]


@pytest.mark.parametrize("lock", ["aiomqtt==2.5.1\n", "aiomqtt --hash=sha256:00\n", "-e .\n"])
def test_a_line_that_is_no_locked_package_is_refused(
    lock: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "lock"
    file.write_text(lock, encoding="utf-8")
    assert sbom().main([str(file)]) == 2
    assert "must be NAME==VERSION with hashes" in capsys.readouterr().err


def test_how_to_report_a_weakness_is_reported() -> None:
    policy = text("SECURITY.md")
    assert {"## Reporting", "## Supported versions", "## What is protected"} <= set(policy.splitlines())


def test_the_types_of_each_package_are_part_of_what_is_installed() -> None:
    data = tomllib.loads(text("pyproject.toml"))["tool"]["setuptools"]["package-data"]
    packages = ("controller", "drivers", "firmware", "hil")
    assert {package for package in packages if "py.typed" not in data[package]} == set()
    assert {package for package in packages if not (ROOT / package / "py.typed").is_file()} == set()


def test_the_workflow_runs_pinned_actions_with_the_right_to_read_only() -> None:
    workflow = text(".github/workflows/test.yml")
    actions = re.findall(r"uses: *(\S+)", workflow)
    assert actions
    assert [action for action in actions if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action)] == []
    assert re.findall(r"^ *permissions:\n((?: +.*\n)+)", workflow, re.MULTILINE) == ["  contents: read\n"]
    assert 'python: ["3.11", "3.13"]\n' in workflow
    assert "run: make test PYTHON=python\n" in workflow


def test_the_hooks_of_a_commit_fetch_nothing() -> None:
    hooks = text(".pre-commit-config.yaml")
    assert set(re.findall(r"repo: *(\S+)", hooks)) == {"local"}
    assert set(re.findall(r"language: *(\S+)", hooks)) == {"system"}
    assert set(re.findall(r"entry: *(\S+)", hooks)) == {
        f".venv/bin/{name}" for name in ("ruff", "mypy", "lint-imports")
    }
