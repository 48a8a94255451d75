import socket
from pathlib import Path

import pytest

from hil.__main__ import main
from hil.cli import demo
from hil.demo.play import Options
from hil.rig.place import Broker


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Options]:
    """Return what the demo was asked to do, without doing it."""
    options: list[Options] = []

    def note(given: Options) -> int:
        options.append(given)
        assert given.state.is_dir()
        return 0

    monkeypatch.setattr(demo, "run_demo", note)
    return options


def test_as_fast_as_possible_ends_by_itself(asked: list[Options]) -> None:
    assert main(["demo", "--speed", "max", "--json"]) == 0
    (options,) = asked
    assert (options.hours, options.speed, options.as_json) == (6.0, None, True)
    assert options.broker == Broker("127.0.0.1", 0, embedded=True)
    assert not options.state.exists()


def test_live_is_60_times_real_time_until_stopped(asked: list[Options]) -> None:
    assert main(["demo", "--port", "0", "--seed", "7"]) == 0
    (options,) = asked
    assert (options.hours, options.speed, options.seed) == (None, 60.0, 7)


def test_a_port_that_is_taken_is_left_to_its_owner(asked: list[Options], monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setattr(demo, "DEFAULT_PORT", taken.getsockname()[1])
        assert main(["demo"]) == 0
    assert asked[0].broker.port == 0


def test_a_broker_of_ones_own_and_a_kept_state(asked: list[Options], tmp_path: Path) -> None:
    state = tmp_path / "deep" / "state"
    assert main(["demo", "--broker", "[::1]:1884", "--state", str(state)]) == 0
    assert asked[0].broker == Broker("::1", 1_884, embedded=False)
    assert asked[0].state == state
    assert state.is_dir()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--hours", "0"],
        ["--hours", "nan"],
        ["--hours", "many"],
        ["--speed", "0"],
        ["--speed", "fast"],
        ["--broker", "hub"],
        ["--broker", "hub:70000"],
        ["--port", "-1"],
        ["--seed", "x"],
    ],
)
def test_bad_usage_is_reported_and_is_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["demo", *arguments])
    assert ended.value.code == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert arguments[0] in said
    assert arguments[1].rpartition(":")[2] in said


def test_a_state_folder_that_cannot_be_made_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--state", "/dev/null/x"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "/dev/null/x" in said


def test_a_reader_that_has_seen_enough_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(_options: Options) -> int:
        raise BrokenPipeError

    monkeypatch.setattr(demo, "run_demo", closed)
    monkeypatch.setattr("os.dup2", lambda _one, _other: 0)
    assert main(["demo", "--port", "0"]) == 0


def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("demo", "replay", "bench"):
        with pytest.raises(SystemExit) as ended:
            main([command, "--help"])
        assert ended.value.code == 0
        assert "usage: python -m hil" in capsys.readouterr().out


def test_an_unknown_benchmark_is_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "nothing"]) == 2
    assert "nothing" in capsys.readouterr().err
