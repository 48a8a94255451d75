"""The state of a CAN controller, by the error frames that its driver sends (linux/can/error.h); pure.

From error-active it goes through error-warning and error-passive to bus-off, and back, as its error counters rise and
fall; out of bus-off only by a restart of the controller.
"""

from dataclasses import dataclass
from enum import IntFlag, StrEnum


class ErrorClass(IntFlag):
    """The id of an error frame: what it is about (CAN_ERR_...)."""

    TX_TIMEOUT = 0x001
    LOST_ARBITRATION = 0x002
    CONTROLLER = 0x004
    PROTOCOL = 0x008
    TRANSCEIVER = 0x010
    NO_ACK = 0x020
    BUS_OFF = 0x040
    BUS_ERROR = 0x080
    RESTARTED = 0x100
    COUNTERS = 0x200


class ControllerFlag(IntFlag):
    """Byte 1 of an error frame of class CONTROLLER (CAN_ERR_CRTL_...)."""

    RX_OVERFLOW = 0x01
    TX_OVERFLOW = 0x02
    RX_WARNING = 0x04
    TX_WARNING = 0x08
    RX_PASSIVE = 0x10
    TX_PASSIVE = 0x20
    ACTIVE = 0x40


CONTROLLER_BYTE, TX_ERRORS_BYTE, RX_ERRORS_BYTE = 1, 6, 7
"""Positions in the 8 bytes of an error frame."""

ERROR_FRAME_BYTES = 8
"""CAN_ERR_DLC."""


class BusState(StrEnum):
    """State of a controller on its bus (ISO 11898-1). The text is what a person is shown."""

    ACTIVE = "error-active"
    WARNING = "error-warning"
    PASSIVE = "error-passive"
    OFF = "bus-off"


_STATES = (
    (ControllerFlag.RX_PASSIVE | ControllerFlag.TX_PASSIVE, BusState.PASSIVE),
    (ControllerFlag.RX_WARNING | ControllerFlag.TX_WARNING, BusState.WARNING),
    (ControllerFlag.ACTIVE, BusState.ACTIVE),
)
"""States that a controller reports of itself, the worst first."""


@dataclass(slots=True, kw_only=True)
class CanState:
    """State from the error frames so far: the present one, the controller's two counters, and the count of each event.

    A bus is taken as error-active until an error frame tells otherwise. `overflows` are losses within the controller.
    """

    state: BusState = BusState.ACTIVE
    tx_errors: int = 0
    rx_errors: int = 0
    bus_offs: int = 0
    restarts: int = 0
    overflows: int = 0
    lost_arbitrations: int = 0
    not_acknowledged: int = 0
    protocol_errors: int = 0
    bus_errors: int = 0
    tx_timeouts: int = 0
    transceiver_faults: int = 0

    def take(self, error_id: int, data: bytes) -> None:
        """Take one error frame into account: the class bits of its id, and its data."""
        classes, data = ErrorClass(error_id), data.ljust(ERROR_FRAME_BYTES, b"\0")
        for error_class, name in _COUNTED:
            setattr(self, name, getattr(self, name) + (error_class in classes))
        if ErrorClass.COUNTERS in classes:
            self.tx_errors, self.rx_errors = data[TX_ERRORS_BYTE], data[RX_ERRORS_BYTE]
        if ErrorClass.CONTROLLER in classes:
            self._take_controller(ControllerFlag(data[CONTROLLER_BYTE]))
        if ErrorClass.RESTARTED in classes:
            self.state = BusState.ACTIVE
        if ErrorClass.BUS_OFF in classes:
            self.state = BusState.OFF

    def _take_controller(self, flags: ControllerFlag) -> None:
        self.overflows += ControllerFlag.RX_OVERFLOW in flags
        self.state = next((state for mask, state in _STATES if mask & flags), self.state)


_COUNTED = (
    (ErrorClass.BUS_OFF, "bus_offs"),
    (ErrorClass.RESTARTED, "restarts"),
    (ErrorClass.LOST_ARBITRATION, "lost_arbitrations"),
    (ErrorClass.NO_ACK, "not_acknowledged"),
    (ErrorClass.PROTOCOL, "protocol_errors"),
    (ErrorClass.BUS_ERROR, "bus_errors"),
    (ErrorClass.TX_TIMEOUT, "tx_timeouts"),
    (ErrorClass.TRANSCEIVER, "transceiver_faults"),
)
