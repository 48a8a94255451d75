"""Stands where Sensirion's USB bridge stands: its drivers find a simulated bus behind their connection."""

import time
from errno import EREMOTEIO

from sensirion_driver_adapters.i2c_adapter.i2c_channel import I2cChannel
from sensirion_i2c_driver import CrcCalculator, I2cConnection
from sensirion_i2c_driver.transceiver_v1 import I2cTransceiverV1
from smbus2 import i2c_msg

from drivers.ports import RawI2c


class Transceiver(I2cTransceiverV1):  # type: ignore[misc]  # the package ships no types
    """Carries out Sensirion's transactions on `wires`: write, wait, read."""

    def __init__(self, wires: RawI2c) -> None:
        super().__init__()
        self._wires = wires

    def transceive(  # as the interface has it
        self,
        slave_address: int,
        tx_data: bytes | None,
        rx_length: int | None,
        read_delay: float,
        timeout: float,  # noqa: ARG002  # nothing stretches its clock here
    ) -> tuple[int, OSError | None, bytes]:
        """Status, what went wrong, and the bytes that were read."""
        try:
            return self.STATUS_OK, None, self._exchange(slave_address, tx_data, rx_length, read_delay)
        except OSError as error:
            status = self.STATUS_NACK if error.errno == EREMOTEIO else self.STATUS_UNSPECIFIED_ERROR
            return status, error, b""

    def _exchange(self, address: int, written: bytes | None, count: int | None, delay_s: float) -> bytes:
        if written is not None:
            self._wires.i2c_rdwr(i2c_msg.write(address, written))
        time.sleep(delay_s)
        if not count:
            return b""
        message = i2c_msg.read(address, count)
        self._wires.i2c_rdwr(message)
        return bytes(message)


def connection(wires: RawI2c) -> I2cConnection:
    """What the older drivers are made with."""
    return I2cConnection(Transceiver(wires))


def channel(wires: RawI2c, address: int) -> I2cChannel:
    """What the newer drivers are made with; the check byte is as the data sheets have it."""
    return I2cChannel(connection(wires), slave_address=address, crc=CrcCalculator(8, 0x31, 0xFF, 0x00))
