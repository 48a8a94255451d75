import asyncio
import json
from contextlib import suppress
from pathlib import Path

import pytest

from drivers.errors import BadFrame
from firmware.acquisition.calibration import unpack
from firmware.runtime.exit_reason import in_one_line, of_the_killed
from firmware.service.restart_history import Tries, note_the_killed
from firmware.service.restart_policy import NO_REASON, TRIES, Happening, Mode, Trial, after, explained
from hil.rig.virtual_time import run

STABLE_AFTER_S = 180.0
REGULATING, SAFE = Mode.REGULATING, Mode.SAFE
BEGUN, DIED, STABLE, STOPPED, WAITED = Happening
USED_UP = Trial(0, "KeyError: 'x'")


@pytest.mark.parametrize(
    ("trial", "mode", "happening", "expected"),
    [
        (Trial(), REGULATING, BEGUN, Trial(TRIES - 1, NO_REASON)),
        (Trial(1, "KeyError: 'x'"), REGULATING, BEGUN, Trial(0, NO_REASON)),
        (Trial(3, NO_REASON), REGULATING, DIED, Trial(3, "new")),
        (Trial(3, "told before"), REGULATING, DIED, Trial(3, "told before")),
        (Trial(), REGULATING, DIED, Trial()),
        (Trial(0, NO_REASON), REGULATING, STABLE, Trial()),
        (Trial(2, NO_REASON), REGULATING, STOPPED, Trial()),
        (Trial(2, NO_REASON), REGULATING, WAITED, Trial(2, NO_REASON)),
        (USED_UP, SAFE, BEGUN, USED_UP),
        (USED_UP, SAFE, DIED, USED_UP),
        (Trial(0, NO_REASON), SAFE, DIED, Trial(0, "new")),
        (USED_UP, SAFE, STABLE, USED_UP),
        (USED_UP, SAFE, STOPPED, Trial()),
        (USED_UP, SAFE, WAITED, Trial(1, USED_UP.why)),
    ],
)
def test_the_table(trial: Trial, mode: Mode, happening: Happening, expected: Trial) -> None:
    assert after(trial, mode, happening, "new" if happening is DIED else None) == expected


def test_everybody_is_told_why_and_what_to_do() -> None:
    text = explained("KeyError: 'x' (cycle.py:3)")
    assert "\n" not in text
    assert all(words in text for words in ("KeyError: 'x' (cycle.py:3)", "5 times", "every hour", "restart"))
    assert NO_REASON in explained(None)


class Ends:
    """A service that ends after `after_s` by raising `error`, or in order; it is ready at once, or never."""

    def __init__(self, error: BaseException | None, after_s: float = 1.0, *, ready: bool = True) -> None:
        self._error, self._after_s, self.is_ready = error, after_s, ready

    async def run(self) -> None:
        await asyncio.sleep(self._after_s)
        if self._error is not None:
            raise self._error


def life(folder: Path | None, service: Ends) -> Mode:
    """One process, and its mode."""
    tries = Tries({} if folder is None else {"RUNTIME_DIRECTORY": str(folder)})

    async def main() -> None:
        with suppress(KeyError, ExceptionGroup, asyncio.CancelledError):
            await tries.run(service, stable_after_s=STABLE_AFTER_S)

    run(main(), speed=None)
    return tries.mode


def why(folder: Path) -> str | None:
    return Tries({"RUNTIME_DIRECTORY": str(folder)}).trial.why


def test_five_early_ends_in_a_row_lead_to_safe_mode_and_an_hour_there_to_one_try(tmp_path: Path) -> None:
    crash, hour = Ends(KeyError("law")), Ends(None)
    lives = [life(tmp_path, each) for each in (*[crash] * 5, crash, hour, crash, hour, Ends(KeyError(), 200.0), crash)]
    assert lives == [*[REGULATING] * 5, SAFE, SAFE, REGULATING, SAFE, REGULATING, REGULATING]


@pytest.mark.parametrize(
    ("service", "counts"),
    [
        (Ends(KeyError("law")), True),
        (Ends(KeyError("law"), STABLE_AFTER_S - 1.0), True),
        (Ends(KeyError("law"), STABLE_AFTER_S + 1.0), False),
        (Ends(asyncio.CancelledError()), False),
        (Ends(asyncio.CancelledError(), ready=False), True),
    ],
    ids=["at once", "soon", "late", "a stop", "a stop before it was ready"],
)
def test_what_counts_as_an_early_end(tmp_path: Path, service: Ends, counts: bool) -> None:
    lives = [life(tmp_path, service) for _ in range(TRIES + 1)]
    assert lives[-1] is (SAFE if counts else REGULATING)


def test_a_process_that_just_disappears_has_ended_early(tmp_path: Path) -> None:
    environment = {"RUNTIME_DIRECTORY": str(tmp_path)}
    for _ in range(TRIES):
        tries = Tries(environment)
        assert tries.mode is REGULATING
        tries.note(BEGUN)
    assert Tries(environment).mode is SAFE
    assert why(tmp_path) == NO_REASON


def test_the_exit_reason_is_persisted_and_that_of_the_manager_only_where_there_is_none(tmp_path: Path) -> None:
    killed = {"RUNTIME_DIRECTORY": str(tmp_path), "SERVICE_RESULT": "signal", "EXIT_STATUS": "KILL"}
    Tries(killed).note(BEGUN)
    note_the_killed({**killed, "SERVICE_RESULT": "success"})
    assert why(tmp_path) == NO_REASON
    note_the_killed(killed)
    assert why(tmp_path) == "killed by SIGKILL"
    life(tmp_path, Ends(ExceptionGroup("tasks", [ExceptionGroup("cycle", [KeyError("law")]), ValueError()])))
    note_the_killed(killed)
    assert why(tmp_path) == "KeyError: 'law'"


def test_without_a_service_manager_nothing_is_counted() -> None:
    assert {life(None, Ends(KeyError())) for _ in range(TRIES + 1)} == {REGULATING}
    note_the_killed({"SERVICE_RESULT": "watchdog"})


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", '{"tries_left": 0}', '{"tries_left": 0, "why": 1}', '{"tries_left": -1, "why": null}'),
        *(f'{{"tries_left": {left}, "why": null}}' for left in ("99", "true", '"0"', "0.0", "null")),
    ],
)
def test_what_cannot_be_believed_is_as_good_as_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "tries.json").write_text(text)
    assert Tries({"RUNTIME_DIRECTORY": str(tmp_path)}).trial == Trial()


def test_bytes_that_are_no_text_are_as_good_as_nothing(tmp_path: Path) -> None:
    (tmp_path / "tries.json").write_bytes(b"\xff\xfe\x00")
    assert Tries({"RUNTIME_DIRECTORY": str(tmp_path)}).trial == Trial()


def test_a_folder_that_cannot_be_written_is_one_line_and_no_reason_to_stop(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert life(tmp_path / "gone", Ends(None)) is REGULATING
    assert [record.message for record in caplog.records if "early ends are not counted" in record.message]


def test_the_file_is_as_it_is_documented(tmp_path: Path) -> None:
    Tries({"RUNTIME_DIRECTORY": str(tmp_path)}).note(BEGUN)
    assert [file.name for file in tmp_path.iterdir()] == ["tries.json"]
    assert json.loads((tmp_path / "tries.json").read_text()) == {"tries_left": TRIES - 1, "why": NO_REASON}


@pytest.mark.parametrize(
    ("result", "status", "line"),
    [
        ("watchdog", "KILL", "the watchdog found it hanging"),
        ("signal", "KILL", "killed by SIGKILL"),
        ("core-dump", "SEGV", "died of SIGSEGV"),
        ("oom-kill", "KILL", "the machine had no memory left"),
        ("timeout", "TERM", "it did not start or stop in time"),
        ("exit-code", "1", None),
        ("success", "0", None),
    ],
)
def test_exit_reasons_of_the_service_manager(result: str, status: str, line: str | None) -> None:
    assert of_the_killed({"SERVICE_RESULT": result, "EXIT_STATUS": status}) == line


def test_an_error_is_one_line_with_its_place_where_it_has_any() -> None:
    with pytest.raises(ValueError, match="number") as caught:
        float("number")
    assert in_one_line(caught.value).startswith(
        "ValueError: could not convert string to float: 'number' (test_restart_policy."
    )
    assert in_one_line(KeyError()) == "KeyError"
    assert in_one_line(ValueError("two\n  lines")) == "ValueError: two lines"


def test_an_error_in_a_library_names_the_place_of_ours_that_called_it() -> None:
    with pytest.raises(BadFrame) as caught:
        unpack(b"[" * 100_000)
    assert isinstance(caught.value.__cause__, RecursionError)
    told = in_one_line(caught.value.__cause__)
    assert ", called at firmware/acquisition/calibration.py:" in told
    assert ", called at" not in in_one_line(caught.value.__cause__, with_caller=False)
    assert "(firmware/acquisition/calibration.py:" in in_one_line(caught.value)


def test_an_error_without_a_readable_text_is_reported_by_its_kind() -> None:
    class Mute(Exception):  # it is no error of ours
        def __str__(self) -> str:
            raise ZeroDivisionError

    assert in_one_line(Mute()) == "Mute"
    assert in_one_line(ValueError("\udcff\n" + "x" * 1_000)).startswith("ValueError: \N{REPLACEMENT CHARACTER} xxx")
