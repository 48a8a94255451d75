import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from drivers.errors import BusMissing, BusTimeout, DriverError, NotFitted, Offline
from drivers.ports import TransferCounts
from firmware.devices.bus_monitor import PROBE_EVERY_S, RECOVER_AFTER_S, BusMonitor
from firmware.devices.device import Device
from firmware.devices.health import Condition, Outcome
from firmware.runtime.faults import Faults
from hil.rig.virtual_time import run

EVERY_S = 60.0
HELD = BusTimeout("i2c main: held low")


class FakeBus:
    """Its error is set from outside; a missing one can be opened once `can_be_opened`."""

    name = "main"

    def __init__(self) -> None:
        self.error: DriverError | None = None
        self.totals = TransferCounts(transfers=1)
        self.can_be_opened = False
        self.is_aside = False

    def counts_of(self, address: int) -> TransferCounts:
        raise NotImplementedError(address)

    async def transfer(self, address: int, *operations: bytes | int) -> bytes:
        raise NotImplementedError(address, operations)

    async def open(self) -> None:
        if not self.can_be_opened:
            raise BusMissing("no /dev/i2c-1")
        self.error = None

    @asynccontextmanager
    async def set_aside(self) -> AsyncIterator[None]:
        self.is_aside = True
        yield
        self.is_aside = False


class FakeAction:
    """Notes when it is applied; then does what `effect` does."""

    def __init__(self, name: str, bus: FakeBus, effect: Callable[[], None] = lambda: None) -> None:
        self.name, self._bus, self._effect = name, bus, effect
        self.applied_s: list[float] = []
        self.prepared = self.closed = 0
        self.prepare_error: NotFitted | None = None

    def prepare(self) -> None:
        self.prepared += 1
        if self.prepare_error is not None:
            raise self.prepare_error

    async def apply(self) -> None:
        assert self._bus.is_aside
        self.applied_s.append(asyncio.get_running_loop().time())
        self._effect()

    def close(self) -> None:
        self.closed += 1


class Scene:
    """A bus with two devices that are well, and recovery actions by name that do what they are told."""

    def __init__(self, **effects: Callable[[], None]) -> None:
        self.bus, self.faults = FakeBus(), Faults()
        self.actions = [FakeAction(name, self.bus, effect) for name, effect in effects.items()]
        self.monitor = BusMonitor(self.bus, self.faults, self.actions, every_s=EVERY_S)
        self.devices = [Device(name, carrier=self.monitor) for name in ("food", "cabin")]
        for device in self.devices:
            self.monitor.carries(device)

    async def play(self, *acts: tuple[float, Callable[[], None]]) -> None:
        """Each act at its time; the last one ends it."""
        for device in self.devices:
            device.answered(now_s=0.0)
        monitoring = asyncio.create_task(self.monitor.run())
        for at_s, act in acts:
            await asyncio.sleep(at_s - asyncio.get_running_loop().time())
            act()
        monitoring.cancel()
        await asyncio.wait([monitoring])

    def hold(self) -> None:
        self.bus.error = HELD

    def lose_all(self) -> None:
        for device in self.devices:
            device.failed(Offline("no acknowledge"), Outcome.GIVEN_UP)


def nothing() -> None:
    return


def test_a_bus_that_is_well_is_left_alone() -> None:
    async def scenario() -> None:
        scene = Scene(reset=nothing)
        await scene.play((500.0, nothing))
        assert scene.actions[0].applied_s == []
        assert scene.faults.current == {}
        health = scene.monitor.health
        assert (health.name, health.kind, health.condition, health.transfers) == ("i2c main", "bus", Condition.OK, 1)

    run(scenario(), speed=None)


def test_a_bus_that_fails_is_one_fault_and_its_devices_have_none() -> None:
    async def scenario() -> None:
        scene = Scene()

        def look() -> None:
            assert scene.faults.current == {"i2c main": "i2c main: held low"}
            assert scene.monitor.health.condition is Condition.LOST
            assert scene.monitor.health.reason == "i2c main: held low"
            scene.bus.error = None

        scene.faults.report("food", "food: timed out")
        await scene.play((10.0, scene.hold), (20.0, look), (30.0, nothing))
        assert scene.faults.current == {}
        assert scene.monitor.health.condition is Condition.OK
        assert scene.monitor.health.since_s == pytest.approx(20.0, abs=1.1)

    run(scenario(), speed=None)


def test_a_missing_bus_is_opened_again_as_soon_as_it_is_there_and_not_recovered() -> None:
    async def scenario() -> None:
        scene = Scene(reset=nothing)
        woken_s: list[float] = []

        async def lost_device() -> None:
            await scene.monitor.pause(300.0)
            await scene.monitor.pause(300.0)
            woken_s.append(asyncio.get_running_loop().time())

        waiting = asyncio.create_task(lost_device())
        scene.bus.error = BusMissing("i2c main: no /dev/i2c-1")

        def plug_in() -> None:
            scene.bus.can_be_opened = True

        await scene.play((9.5, plug_in), (20.0, nothing))
        await waiting
        assert scene.actions[0].applied_s == []
        assert woken_s == [pytest.approx(10.0, abs=0.1)], "it was its turn at first, and then the bus was back"

    run(scenario(), speed=None)


def test_while_nothing_gets_through_one_device_after_the_other_tries() -> None:
    async def scenario() -> None:
        scene, tries = Scene(), list[str]()

        async def lost(name: str) -> None:
            while True:
                await scene.monitor.pause(300.0)
                tries.append(name)

        tasks = [asyncio.create_task(lost(name)) for name in ("a", "b", "c")]
        scene.hold()
        await scene.play((4.5 * PROBE_EVERY_S, nothing))
        assert tries == ["a", "b", "c", "a", "b"]
        for task in tasks:
            task.cancel()

    run(scenario(), speed=None)


def test_recovery_actions_get_stronger_and_come_at_most_so_often(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        scene = Scene(clocks=nothing, reset=nothing, supply=nothing)
        await scene.play((10.0, scene.hold), (10.0 + 4.5 * EVERY_S, nothing))
        clocks, reset, supply = (action.applied_s for action in scene.actions)
        first_s = 10.0 + RECOVER_AFTER_S
        assert clocks == [pytest.approx(first_s, abs=1.1)]
        assert reset == [pytest.approx(first_s + EVERY_S, abs=2.1)]
        assert len(supply) == 3
        assert scene.monitor.health.recoveries == 5

    run(scenario(), speed=None)
    said = [message for message in caplog.messages if "recovery" in message]
    assert said[0] == "i2c main: nothing gets through: recovery 1, by clocks"
    assert len(said) == 3, "each action once"


def test_after_a_recovery_that_helped_the_next_one_is_the_mildest_again() -> None:
    async def scenario() -> None:
        scene = Scene(clocks=nothing, reset=nothing)

        def well() -> None:
            scene.bus.error = None

        await scene.play((10.0, scene.hold), (80.0, well), (100.0, scene.hold), (150.0, nothing))
        assert [len(action.applied_s) for action in scene.actions] == [2, 1]

    run(scenario(), speed=None)


def test_a_short_error_passes_by_itself() -> None:
    async def scenario() -> None:
        scene = Scene(reset=nothing)

        def well() -> None:
            scene.bus.error = None

        await scene.play((10.0, scene.hold), (10.0 + RECOVER_AFTER_S - 1.0, well), (100.0, nothing))
        assert scene.actions[0].applied_s == []

    run(scenario(), speed=None)


def test_a_bus_whose_devices_are_all_lost_is_recovered_too_though_they_seem_to_acknowledge() -> None:
    async def scenario() -> None:
        scene = Scene(reset=nothing)
        await scene.play((10.0, scene.lose_all), (30.0, nothing))
        assert len(scene.actions[0].applied_s) == 1
        assert scene.faults.current == {}, "each device has its own"

    run(scenario(), speed=None)


def test_one_lost_device_is_no_reason() -> None:
    async def scenario() -> None:
        scene = Scene(reset=nothing)
        await scene.play(
            (10.0, lambda: scene.devices[0].failed(Offline("gone"), Outcome.GIVEN_UP)),
            (100.0, nothing),
        )
        assert scene.actions[0].applied_s == []

    run(scenario(), speed=None)


def test_a_recovery_action_that_fails_counts_and_the_next_one_follows(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise NotFitted("nine clocks: /usr/bin/pinctrl: cannot be run")

    async def scenario() -> None:
        scene = Scene(clocks=fail, reset=nothing)
        await scene.play((10.0, scene.hold), (100.0, nothing))
        assert [len(action.applied_s) for action in scene.actions] == [1, 1]

    run(scenario(), speed=None)
    assert "i2c main: nine clocks: /usr/bin/pinctrl: cannot be run" in caplog.messages


def test_recovery_lines_are_at_rest_from_the_beginning_and_released_at_the_end() -> None:
    async def scenario() -> None:
        scene = Scene(reset=nothing)
        action = scene.actions[0]
        action.prepare_error = NotFitted("reset line: cannot be opened")

        def repair() -> None:
            assert scene.faults.current == {"i2c main reset": "i2c main: reset line: cannot be opened"}
            action.prepare_error = None

        await scene.play((5.0, repair), (10.0, nothing))
        assert scene.faults.current == {}
        assert action.prepared > 1
        assert action.closed == 1

    run(scenario(), speed=None)
