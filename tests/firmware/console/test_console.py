import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import serial
from hypothesis import given
from hypothesis import strategies as st

from controller import CompressorStarted, Request, SetPointRequest, Settings, Snapshot, initial, step
from drivers.errors import BusError, NotFitted
from drivers.uart.serial_line import SerialLine
from drivers.uart.serial_line_codec import LineEditor
from firmware.console.console import Console
from firmware.console.text import HELP
from firmware.control.state_store import MAX_REQUESTS, Health, State, Store
from firmware.devices.health import Condition, DeviceHealth
from firmware.points import table
from firmware.runtime.clock import Clock
from firmware.runtime.faults import Faults
from hil.rig.virtual_time import run
from tests.patience import PATIENCE_S

SETTINGS = Settings()
POINTS = table(SETTINGS, frozenset({"fridge.food.air_c", "compressor"}))


class FakeLine:
    """A terminal: what is typed, what is on the screen, and whether it is plugged in."""

    def __init__(self) -> None:
        self.screen = ""
        self.typed: asyncio.Queue[str | None] = asyncio.Queue()
        self.plugged = True
        self.closed = False

    def open(self) -> None:
        if not self.plugged:
            raise NotFitted("serial line /dev/ttyUSB0: cannot be opened: No such file or directory")

    async def lines(self) -> AsyncIterator[str]:
        while (line := await self.typed.get()) is not None:
            yield line
        raise BusError("serial line /dev/ttyUSB0: lost: unplugged")

    def write(self, text: str) -> None:
        self.screen += text

    def close(self) -> None:
        self.closed = True

    async def enter(self, line: str | None) -> str:
        """Type one line; what has been shown a second later."""
        before = len(self.screen)
        self.typed.put_nowait(line)
        await asyncio.sleep(1.0)
        return self.screen[before:]


FOOD = DeviceHealth(
    name="food",
    kind="tmp117",
    where="main 0x48",
    condition=Condition.OK,
    since_s=0.0,
    reason=None,
    serial=None,
    newest_s=None,
    transfers=7,
)


class Bench:
    """A console on a store that the real controller feeds while `working`."""

    def __init__(self) -> None:
        self.store, self.faults, self.line = Store(), Faults(), FakeLine()
        self.now_s = asyncio.get_running_loop().time
        clock = Clock(monotonic_s=self.now_s, wall_s=lambda: 1_700_000_000.0 + self.now_s(), boot_id="boot")
        self.console = Console("Demo car, Homeward 0.1.0", self.store, POINTS, clock)
        self.working = True

    async def cycle(self) -> None:
        memory = initial(SETTINGS, now_s=self.now_s())
        while True:
            if self.working:
                snapshot = Snapshot(requests=self.store.take_requests())
                result = step(memory, snapshot, SETTINGS, now_s=self.now_s())
                memory = result.memory
                self.store.publish(
                    State(
                        step=result,
                        health=Health(cycles=7, cycle_overruns=0, faults=self.faults.current, devices=(FOOD,)),
                    )
                )
            await asyncio.sleep(0.5)


def on_bench(scene: Callable[[Bench], Awaitable[Any]]) -> Bench:
    async def main() -> Bench:
        bench = Bench()
        tasks = [
            asyncio.create_task(bench.console.run(bench.line, bench.faults)),
            asyncio.create_task(bench.cycle()),
        ]
        await asyncio.sleep(1.0)
        await scene(bench)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return bench

    return run(main(), speed=None)


def asked(*lines: str, working: bool = True) -> list[str]:
    """What is shown for each typed line, without the prompt."""
    shown: list[str] = []

    async def scene(bench: Bench) -> None:
        bench.working = working
        shown.extend([await bench.line.enter(line) for line in lines])

    on_bench(scene)
    return [text.removesuffix("> ").removesuffix("\n") for text in shown]


def test_the_banner_names_car_and_version_and_help() -> None:
    async def scene(_bench: Bench) -> None:
        """Only the banner."""

    screen = on_bench(scene).line.screen
    assert screen == "\nDemo car, Homeward 0.1.0\nType help for the commands.\n> "


def test_help_lists_the_commands() -> None:
    assert asked("help") == [HELP]
    for word in (
        "help",
        "status",
        "devices",
        "set APPLIANCE set_point",
        "set APPLIANCE mode",
        "events",
        "recalibrate SENSOR PPM",
        "restart",
    ):
        assert word in HELP


def test_status_is_drawn_from_the_latest_state() -> None:
    (text,) = asked("st")
    assert text.startswith("Demo car, Homeward 0.1.0: 7 cycles, 0 missed\ncar.quiet  ")
    assert "\nfridge.food.preset           none\n" in text
    assert text.endswith("alarms: none\nfaults: none")


def test_a_restart_is_answered_before_it_happens() -> None:
    screens: list[str] = []

    async def scene(bench: Bench) -> None:
        bench.console._restart = lambda: screens.append(bench.line.screen)
        await bench.line.enter("restart")

    on_bench(scene)
    assert [screen.endswith("restarting: all outputs are off meanwhile\n> ") for screen in screens] == [True]


def test_where_nobody_starts_it_again_there_is_no_restart() -> None:
    assert asked("restart") == ["cannot restart: nothing here would start it again"]


def test_a_recalibration_is_requested_and_reported() -> None:
    listed, asked_for = asked("recalibrate", "recalibrate cabin 430")
    assert listed == "no sensor here can be recalibrated"
    assert asked_for == "'cabin' must be the beginning of one name: none of those fitted"


def test_devices_are_drawn_from_the_latest_state() -> None:
    assert asked("dev") == ["food: ok for 1 s (tmp117 at main 0x48)\n  7 transfers"]


@pytest.mark.parametrize("command", ["status", "devices"])
def test_before_the_first_cycle_there_is_nothing_to_show(command: str) -> None:
    async def main() -> str:
        bench = Bench()
        return await bench.console.answer(command)

    assert run(main(), speed=None) == "no cycle is complete yet: try again in a second"


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("set food set_point 4.5", "accepted: food 4.5 °C"),
        ("set cabin mode heat", "accepted: cabin heat"),
        ("set food set_point 99", "refused: set-point 99 °C: food takes 1 to 15 °C"),
        ("set shoes set_point 4", "refused: no appliance 'shoes': there are food, medicine, cabin"),
        ("set food mode heat", "refused: mode heat: food takes off, cool"),
        ("set food set_point warm", "food set_point 'warm': must be a number of degrees Celsius, such as 4.5"),
    ],
)
def test_set_is_answered(line: str, answer: str) -> None:
    assert asked(line) == [answer]


def test_every_request_gets_its_own_answer() -> None:
    async def scene(bench: Bench) -> None:
        asks = [bench.console.answer(f"set food set_point {degrees}") for degrees in (2, 99, 3)]
        answers = await asyncio.gather(*asks)
        assert [answer.split(":")[0] for answer in answers] == ["accepted", "refused", "accepted"]
        assert not bench.console._waiting

    on_bench(scene)


def test_answers_to_other_people_are_not_mistaken_for_own_ones() -> None:
    async def scene(bench: Bench) -> None:
        bench.store.submit(SetPointRequest("hub-1", "mqtt", "food", 99.0))
        assert await bench.console.answer("set food set_point 3") == "accepted: food 3 °C"

    on_bench(scene)


def test_a_cycle_that_stands_is_reported_after_a_while() -> None:
    async def scene(bench: Bench) -> None:
        bench.working = False
        assert await bench.console.answer("set food set_point 3") == (
            "no answer within 5 s: the control cycle has stopped; see status"
        )
        bench.working = True
        assert await bench.console.answer("set food set_point 4") == "accepted: food 4 °C"

    on_bench(scene)


def test_a_flood_of_requests_is_refused_at_the_door() -> None:
    async def scene(bench: Bench) -> None:
        bench.working = False
        while bench.store.submit(SetPointRequest("hub", "mqtt", "food", 4.0)):
            pass
        assert await bench.console.answer("set food set_point 3") == (
            "too many requests wait already: try again in a second"
        )

    on_bench(scene)


def test_events_show_the_last_ones_first_in_first_out() -> None:
    none, *_, two = asked("events", "set food set_point 2", "set food set_point 3", "set food set_point 4", "events 2")
    assert none == "no events yet" or "lost" in none
    assert [line[20:] for line in two.splitlines()] == [
        "accepted from console: food 3 °C",
        "accepted from console: food 4 °C",
    ]


def test_an_event_is_shown_with_the_time_it_happened() -> None:
    async def scene(bench: Bench) -> None:
        await asyncio.sleep(100.0)
        event = CompressorStarted(bench.now_s() - 60.0)
        latest = bench.store.latest
        assert latest is not None
        object.__setattr__(latest.step, "events", (event,))
        bench.store.publish(latest)
        await asyncio.sleep(0.1)
        wall_s, last = bench.console._events[-1]
        assert last == event
        assert wall_s == pytest.approx(1_700_000_000.0 + event.at_s)

    on_bench(scene)


def test_the_list_of_events_is_bounded() -> None:
    async def scene(bench: Bench) -> None:
        for number in range(300):
            await bench.console.answer(f"set food set_point {2 + number % 2}")
        assert len((await bench.console.answer("events 200")).splitlines()) == 200
        assert len(bench.console._events) == 200

    on_bench(scene)


def test_garbage_gets_one_clear_line_and_an_empty_line_a_prompt() -> None:
    assert asked("xyz", "") == ["unknown command 'xyz': try help", ""]


def test_a_line_that_is_not_there_is_a_fault_until_it_is() -> None:
    async def scene(bench: Bench) -> None:
        bench.line.plugged = False
        await bench.line.enter(None)
        assert bench.faults.current["console"] == "console: serial line /dev/ttyUSB0: lost: unplugged"
        await asyncio.sleep(60.0)
        bench.line.plugged = True
        await asyncio.sleep(60.0)
        assert not bench.faults.current
        assert await bench.line.enter("help") == f"{HELP}\n> "

    on_bench(scene)


def test_the_line_is_given_back_at_the_end() -> None:
    async def scene(_bench: Bench) -> None:
        """Nothing more."""

    assert on_bench(scene).line.closed


async def requests_from(data: bytes) -> list[Request]:
    """What arrives at the controller when `data` is typed at once."""
    bench = Bench()
    bench.store.publish(
        State(step=step(initial(SETTINGS, now_s=0.0), Snapshot(), SETTINGS, now_s=0.0), health=Health())
    )
    for line in LineEditor().feed(data + b"\r").lines:
        await bench.console.answer(line)
    return list(bench.store.take_requests())


@given(st.binary(max_size=400))
def test_any_bytes_are_survived_and_ask_for_nothing(data: bytes) -> None:
    assert run(requests_from(data), speed=None) == []


WORDS = [
    b"set",
    b"se",
    b"food",
    b"cabin",
    b"set_point",
    b"mode",
    b"nan",
    b"inf",
    b"1e9",
    b"warm",
    b"events",
    b"st",
    b"-",
]


@given(st.lists(st.sampled_from([*WORDS, b"\r", b"\x7f", b"\x03", b"\xc3", b"\x1b[A"]), max_size=30))
def test_half_right_commands_are_survived_and_ask_for_nothing(words: list[bytes]) -> None:
    assert run(requests_from(b" ".join(words)), speed=None) == []


def test_the_property_tests_would_notice_a_request() -> None:
    assert MAX_REQUESTS > 1
    assert len(run(requests_from(b"set food set_point 4.5"), speed=None)) == 1


def test_a_person_at_a_real_terminal_is_served() -> None:
    async def scene() -> bytes:
        bench = Bench()
        far, near = os.openpty()
        line = SerialLine("console", lambda: serial.Serial(os.ttyname(near), timeout=0))
        serving = asyncio.create_task(bench.console.run(line, bench.faults))
        seen, changed = bytearray(), asyncio.Event()

        def look() -> None:
            seen.extend(os.read(far, 1_000))
            changed.set()

        asyncio.get_running_loop().add_reader(far, look)
        for typed, prompts in ((b"", 1), (b"hlep\r", 2), (b"\xff\r", 3)):
            os.write(far, typed)
            async with asyncio.timeout(PATIENCE_S):
                while seen.count(b"> ") < prompts:
                    changed.clear()
                    await changed.wait()
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        asyncio.get_running_loop().remove_reader(far)
        os.close(far)
        os.close(near)
        return bytes(seen)

    assert asyncio.run(scene()) == (
        b"\r\nDemo car, Homeward 0.1.0\r\nType help for the commands.\r\n> "
        b"hlep\r\nunknown command 'hlep': try help\r\n> "
        b"\xff\r\nline ignored: not UTF-8 text; check the baud rate and the character set of the terminal\r\n> "
    )


def test_status_tells_which_points_are_private_and_not_what_they_are() -> None:
    shown: list[str] = []

    async def scene(bench: Bench) -> None:
        bench.console.withheld = ("cabin.presence",)
        shown.append(await bench.line.enter("status"))

    on_bench(scene)
    assert shown[0].removesuffix("> ").splitlines()[-1] == "private, see [privacy]: cabin.presence"


def test_the_list_of_alarms_is_read_and_dealt_with_here() -> None:
    class Desk:
        def carry_out(self, order: object, origin: str) -> str:
            return f"{order} from {origin}"

    shown: list[str] = []

    async def scene(bench: Bench) -> None:
        shown.append(await bench.line.enter("alarms"))
        bench.console.alarms = Desk()
        shown.append(await bench.line.enter("acknowledge all Ann"))

    on_bench(scene)
    assert "safe mode" in shown[0]
    assert "alarm='all', person='Ann'" in shown[1]
