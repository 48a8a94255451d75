import asyncio
from collections.abc import Sequence

from drivers.i2c.bus_counts import BusCounts
from drivers.i2c.i2c_bus import I2cBus
from drivers.ports import RecoveryAction, TransferCounts
from firmware.config import Config, I2cConfig
from firmware.config.file import parse
from firmware.devices.bus_monitor import BusMonitor
from firmware.devices.device import Carrier
from firmware.devices.registry import Monitors
from firmware.runtime.faults import Faults
from firmware.wiring.raspberry_pi import recovery_actions
from hil.rig.simulated_hardware import SimulatedHardware

TEXT = """
[[i2c]]
name = "main"
bus = 1

[[i2c]]
name = "behind"
mux = "main"
mux_address = 0x71
channel = 2

[[sensors]]
name = "food"
chip = "tmp117"
i2c = "main"
address = 0x48
gives = {temperature_c = "fridge.food.air_c"}

[[sensors]]
name = "medicine"
chip = "tmp117"
i2c = "behind"
address = 0x48
gives = {temperature_c = "fridge.medicine.air_c"}

[[sensors]]
name = "plate"
chip = "ds18b20"
one_wire = "28-0123456789ab"
gives = {temperature_c = "fridge.plate_c"}
"""


class Port:
    """A channel that only counts."""

    def __init__(self) -> None:
        self.counts = BusCounts()

    def counts_of(self, address: int) -> TransferCounts:
        return self.counts.of(address)

    async def transfer(self, address: int, *operations: bytes | int) -> bytes:
        raise NotImplementedError(address, operations)


def monitors(config: Config) -> tuple[Monitors, BusMonitor]:
    monitor = BusMonitor(I2cBus("main", lambda: None), Faults(), every_s=60.0)  # type: ignore[arg-type, return-value]
    return Monitors(config, {"main": monitor}), monitor


def test_a_device_hangs_on_its_bus_also_behind_a_switch_or_on_its_own_wire() -> None:
    async def scenario() -> None:
        config = parse(TEXT, source="test")
        both, monitor = monitors(config)
        ports = {"main": Port(), "behind": Port()}
        food, medicine, plate = (both.device(sensor, ports) for sensor in config.sensors)
        assert food.carrier is medicine.carrier is monitor
        assert type(plate.carrier) is Carrier
        ports["behind"].counts.count(0x48, None)
        assert [(each.name, each.kind, each.where, each.transfers) for each in both.health] == [
            ("i2c main", "bus", "i2c main", 0),
            ("food", "tmp117", "main 0x48", 0),
            ("medicine", "tmp117", "behind 0x48", 1),
            ("plate", "ds18b20", "28-0123456789ab", 0),
        ]

    asyncio.run(scenario())


def actions_of(**pins: int) -> Sequence[RecoveryAction]:
    hardware = SimulatedHardware({}, lambda _number, _level: None)
    return recovery_actions(I2cConfig.model_validate({"name": "main", "bus": 1, **pins}), hardware)


def test_a_bus_has_the_recovery_actions_that_it_is_wired_for_the_mildest_first() -> None:
    assert [each.name for each in actions_of()] == []
    assert [each.name for each in actions_of(rail_pin=5, reset_pin=6)] == ["reset line", "sensor supply"]
    every = actions_of(rail_pin=5, reset_pin=6, scl_pin=3, sda_pin=2)
    assert [each.name for each in every] == ["nine clocks", "reset line", "sensor supply"]


def test_the_supply_is_on_as_soon_as_its_pin_is_open() -> None:
    levels: dict[int, float | None] = {}
    hardware = SimulatedHardware({}, levels.__setitem__)
    (supply,) = recovery_actions(I2cConfig(name="main", bus=1, rail_pin=5), hardware)
    supply.prepare()
    assert levels[5] == 1.0
    supply.close()
    assert levels[5] is None
