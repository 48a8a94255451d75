"""docs/first-use.md is played: each configuration on it gets the very lines that stand below it."""

import re
import shlex
from pathlib import Path

import pytest

from firmware.__main__ import main

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "first-use.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml ?([\w-]*)\n(.*?)```\n\n```text\n(.*?)```", PAGE, re.DOTALL)
COMMANDS = re.findall(r"^\| `homeward (.+?)` \| (.+?) \|$", PAGE, re.MULTILINE)


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_there_are_twelve_wrong_configurations_and_a_good_one() -> None:
    assert len(EXAMPLES) == PAGE.count("```toml") == 13
    assert len(COMMANDS) == 7


@pytest.mark.parametrize(("encoding", "written", "said"), EXAMPLES)
def test_what_is_said_is_what_stands_on_the_page(
    encoding: str, written: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("car.toml").write_text(written, encoding=encoding or "utf-8")
    is_good = main(["check", "car.toml"]) == 0
    captured = capsys.readouterr()
    assert (captured.out if is_good else captured.err) == said
    assert is_good == ("good" in said)


@pytest.mark.parametrize(("arguments", "said"), COMMANDS)
def test_what_is_said_of_commands_is_what_stands_on_the_page(
    arguments: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = main(shlex.split(arguments))
    except SystemExit as ended:
        code = int(str(ended.code))
    assert code == 2
    assert capsys.readouterr().err == f"{said}\n"
