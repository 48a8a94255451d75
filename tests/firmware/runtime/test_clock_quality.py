"""What the time of day is worth, by what the system says of it."""

import ctypes
from pathlib import Path
from types import SimpleNamespace

import pytest

from firmware.runtime.clock import Clock, ClockQuality
from firmware.runtime.clock_quality import EARLIEST_WALL_S, LOOK_EVERY_S, SystemClockQuality, kernel_is_synchronised

NOW_S = 1_800_000_000.0


class System:
    """The files and clocks of one."""

    def __init__(self, root: Path) -> None:
        self.root, self.monotonic_s, self.wall_s = root, 5.0, NOW_S
        self.synchronised = False
        self.quality = SystemClockQuality(
            lambda: self.monotonic_s, lambda: self.wall_s, root, is_synchronised=lambda: self.synchronised
        )

    def later(self) -> ClockQuality:
        self.monotonic_s += LOOK_EVERY_S
        return self.quality()

    def has(self, file: str, text: str = "") -> None:
        (self.root / file).parent.mkdir(parents=True, exist_ok=True)
        (self.root / file).write_text(text, encoding="ascii")


@pytest.fixture
def system(tmp_path: Path) -> System:
    return System(tmp_path)


def test_a_clock_that_was_never_set_is_not_believed_whatever_set_it(system: System) -> None:
    system.has("sys/class/rtc/rtc0/hctosys", "1\n")
    system.wall_s = EARLIEST_WALL_S - 1.0
    assert system.quality() is ClockQuality.NONE


def test_a_saved_time_is_not_the_time_and_that_of_a_battery_is(system: System) -> None:
    system.has("sys/class/rtc/rtc0/hctosys", "0\n")
    assert system.quality() is ClockQuality.RESTORED
    system.has("sys/class/rtc/rtc1/hctosys", "1\n")
    assert system.later() is ClockQuality.RTC


def test_the_network_sets_it_for_the_rest_of_the_boot(system: System) -> None:
    system.has("run/systemd/timesync/synchronized")
    assert system.quality() is ClockQuality.NTP
    (system.root / "run/systemd/timesync/synchronized").unlink()
    assert system.later() is ClockQuality.NTP


def test_whoever_else_keeps_the_kernels_clock_right_is_believed(system: System) -> None:
    assert system.quality() is ClockQuality.RESTORED
    system.synchronised = True
    assert system.later() is ClockQuality.NTP


def test_the_kernel_says_whether_its_clock_is_kept_right(monkeypatch: pytest.MonkeyPatch) -> None:
    assert kernel_is_synchronised() in {True, False}
    for state, is_right in ((0, True), (4, True), (5, False), (-1, False)):
        library = SimpleNamespace(adjtimex=lambda _buffer, state=state: state)
        monkeypatch.setattr(ctypes, "CDLL", lambda _name, library=library: library)
        assert kernel_is_synchronised() is is_right
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: SimpleNamespace())
    assert not kernel_is_synchronised()


def test_the_files_are_not_looked_at_each_time(system: System) -> None:
    assert system.quality() is ClockQuality.RESTORED
    system.has("run/systemd/timesync/synchronized")
    system.monotonic_s += LOOK_EVERY_S / 2
    assert system.quality() is ClockQuality.RESTORED
    assert system.later() is ClockQuality.NTP


def test_a_file_that_cannot_be_read_says_nothing(system: System) -> None:
    (system.root / "sys/class/rtc/rtc0/hctosys").mkdir(parents=True)
    assert system.quality() is ClockQuality.RESTORED


def test_only_times_of_the_world_are_known() -> None:
    assert [each.value for each in ClockQuality if each.is_known] == ["rtc", "ntp", "gnss"]
    assert Clock(monotonic_s=lambda: 0.0, wall_s=lambda: 0.0, boot_id="rig").quality() is ClockQuality.NTP
