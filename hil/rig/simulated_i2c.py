"""The simulated I2C buses of one configuration: the chips, switches and what is behind them, and a bus that carries.

A bus stands where smbus2.SMBus stands, and carries messages byte by byte.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from errno import EIO, EOPNOTSUPP, EREMOTEIO
from os import strerror
from threading import Lock

from smbus2 import i2c_msg

from firmware.config import Config
from hil.chips import SimAt24, SimChip, SimTca9548a, Wires

_BYTES_PER_KBIT = 128


_READ = 0x0001  # I2C_M_RD of linux/i2c.h


class I2cWires:
    """The chips on all buses; `chips` are by the name of their sensor. A switch lasts as long as they do."""

    def __init__(self, config: Config, chips: Mapping[str, SimChip], now_s: Callable[[], float]) -> None:
        self._config, self._chips, self._now_s = config, chips, now_s
        self.switches: dict[tuple[str, int], SimTca9548a] = {}
        """By the name of the bus that they are on, and their address."""
        self.memory = _memory(config, now_s)
        """The calibration store, where there is one."""
        self._buses = {bus.bus: self._on(bus.name) for bus in config.i2c if bus.bus is not None}

    def on_bus(self, number: int) -> Mapping[int, SimChip]:
        """Return the chips that hear /dev/i2c-`number` now, by address."""
        return self._buses[number]

    def _on(self, name: str) -> Mapping[int, SimChip]:
        sensors = (each for each in self._config.sensors if each.i2c == name and each.address is not None)
        wires: Mapping[int, SimChip] = {each.address: self._chips[each.name] for each in sensors if each.address}
        calibration = self._config.calibration
        if self.memory is not None and calibration is not None and calibration.i2c == name:
            wires = {**wires, calibration.address: self.memory}
        behind: dict[int, dict[int, Mapping[int, SimChip]]] = {}
        for bus in self._config.i2c:
            place = bus.switch_port
            if place is not None and place.parent == name:
                behind.setdefault(place.address, {})[place.channel] = self._on(bus.name)
        for address, channels in behind.items():
            switch = self.switches[name, address] = SimTca9548a(self._now_s, channels)
            wires = Wires(wires, address, switch)
        return wires


def _memory(config: Config, now_s: Callable[[], float]) -> SimAt24 | None:
    return None if config.calibration is None else SimAt24(now_s, config.calibration.kbit * _BYTES_PER_KBIT, 32, 2)


class SimI2cBus:
    """One bus; `chips` are by their 7-bit address. `transactions` counts the START ... STOP transactions by address.

    `adapter_errno` is what the adapter answers to all while it is set: ETIMEDOUT for a stuck line, ENODEV for a bus
    that has gone.
    """

    def __init__(self, chips: Mapping[int, SimChip]) -> None:
        self.adapter_errno: int | None = None
        self.transactions: Counter[int] = Counter()
        self._chips = chips
        self._lock = Lock()

    def i2c_rdwr(self, *messages: i2c_msg) -> None:
        """Carry out the messages as one transaction, as an adapter of the Raspberry Pi does; raises OSError."""
        with self._lock:
            self._refuse(messages)
            self.transactions.update(message.addr for message in messages[:1])
            addressed: list[SimChip] = []
            try:
                for message in messages:
                    addressed.append(self._chip(message))
                    _carry(message, addressed[-1])
            finally:
                for chip in dict.fromkeys(addressed):
                    chip.stop()

    def close(self) -> None:
        """Do nothing: the wires stay, and can be opened again."""

    def _refuse(self, messages: Sequence[i2c_msg]) -> None:
        """Refuse what i2c-bcm2835 cannot do: it reads in the last message only."""
        if self.adapter_errno is not None:
            raise _os_error(self.adapter_errno)
        if any(message.flags & _READ for message in messages[:-1]):
            raise _os_error(EOPNOTSUPP)

    def _chip(self, message: i2c_msg) -> SimChip:
        chip = self._chips.get(message.addr)
        if chip is None:
            raise _os_error(EREMOTEIO)
        if chip.faults.adapter_errno is not None:
            raise _os_error(chip.faults.adapter_errno)
        return chip


def _carry(message: i2c_msg, chip: SimChip) -> None:
    """Carry START, the address, and the message's bytes."""
    read = bool(message.flags & _READ)
    if not chip.start(read):
        raise _os_error(EREMOTEIO)
    for index in range(message.len):
        if read and index and chip.faults.short_reads:
            chip.faults.short_reads -= 1
            raise _os_error(EIO)  # as i2c-bcm2835 tells of a transfer of the wrong length
        if read:
            message.buf[index] = bytes([chip.read()])
        elif not chip.write(message.buf[index][0]):
            raise _os_error(EREMOTEIO)


def _os_error(number: int) -> OSError:
    return OSError(number, strerror(number))
