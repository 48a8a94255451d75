"""The reason why something ended, in one line for a person. Pure."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from traceback import walk_tb

from firmware.runtime.one_line import one_line

_KILLED: Mapping[str, str] = {
    "watchdog": "the watchdog found it hanging",
    "oom-kill": "the machine had no memory left",
    "timeout": "it did not start or stop in time",
    "signal": "killed by SIG{EXIT_STATUS}",
    "core-dump": "died of SIG{EXIT_STATUS}",
}
"""What the service manager says after a process that could not speak for itself: systemd.exec(5), $SERVICE_RESULT."""

_ROOT = Path(__file__).resolve().parents[2]
_OURS = ("controller", "drivers", "firmware")

_MAX_TEXT_CHARACTERS = 200


def in_one_line(error: BaseException, *, with_caller: bool = True) -> str:
    """Return what was raised and where; of a group the first.

    Where that is not our code, the place of ours that called it is added; not `with_caller` where there is no telling.
    """
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    text, place = _text(error), _place(error, with_caller=with_caller)
    return f"{type(error).__name__}{text and f': {text}'}{place and f' ({place})'}"


def of_the_killed(environment: Mapping[str, str]) -> str | None:
    """Tell how a process ended, from what systemd tells ExecStopPost=; None where it could speak for itself."""
    text = _KILLED.get(environment.get("SERVICE_RESULT", ""))
    return text and text.format(EXIT_STATUS=environment.get("EXIT_STATUS", "?"))


def _text(error: BaseException) -> str:
    """Return its own words, as far as it can say them."""
    try:
        return one_line(str(error), _MAX_TEXT_CHARACTERS)
    except BaseException:  # noqa: BLE001  # an error of others, whose text may be code as broken as what raised it
        return ""


def _place(error: BaseException, *, with_caller: bool) -> str:
    places = list(_places(error))
    if not places:
        return ""
    place, is_ours = places[-1]
    callers = [caller for caller, is_one_of_ours in places if is_one_of_ours]
    return place if is_ours or not (callers and with_caller) else f"{place}, called at {callers[-1]}"


def _places(error: BaseException) -> Iterator[tuple[str, bool]]:
    """Yield file and line of each frame, the innermost last, and whether it is our code."""
    for frame, line in walk_tb(error.__traceback__):
        file = Path(frame.f_code.co_filename)
        own = file.relative_to(_ROOT) if file.is_relative_to(_ROOT) else file
        is_ours = own.parts[0] in _OURS
        yield f"{own.as_posix() if is_ours else file.name}:{line}", is_ours
