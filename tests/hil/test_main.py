import importlib

import pytest

from hil.__main__ import COMMANDS, described, main

MODULE = importlib.import_module("hil.__main__")


def test_the_overview_has_one_line_for_each_command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "500")
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    told = " ".join(capsys.readouterr().out.split())
    for name, module in COMMANDS.items():
        line = described(module).splitlines()[0]
        assert line.endswith(".")
        assert f" {name} {line}" in told


def test_the_docstring_names_each_command() -> None:
    assert {name for name in COMMANDS if f"`{name}`" not in (MODULE.__doc__ or "")} == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_tells_its_arguments(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: python -m hil {name} ")
