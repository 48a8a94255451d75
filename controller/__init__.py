"""The control laws of Homeward: snapshot in, commands out, nothing else.

`step(memory, snapshot, settings, *, now_s) -> Step` is the whole interface. This package imports six pure modules of
the standard library and itself; time is an argument.
"""

from controller.alarms import Alarm, alarm_names
from controller.commands import Commands, all_off
from controller.errors import ControllerError, SettingsError
from controller.events import (
    AlarmCleared,
    AlarmRaised,
    CompressorStarted,
    CompressorStopped,
    Event,
    GuardLimited,
    ReadingBack,
    ReadingLost,
    RequestAccepted,
    RequestRefused,
)
from controller.memory import Memory, start
from controller.readings import NO_DATA_YET, NOT_FITTED, Absence, Reading, absent, present
from controller.requests import (
    CABIN,
    CABIN_MODES,
    CABIN_PRESETS,
    CAR,
    COMPARTMENT_MODES,
    COMPARTMENT_PRESETS,
    DepartureRequest,
    Mode,
    ModeRequest,
    Preset,
    PresetRequest,
    QuietRequest,
    Request,
    SetPointRequest,
)
from controller.settings import (
    CabinSettings,
    CompartmentSettings,
    CompressorSettings,
    FreshnessSettings,
    FridgeSettings,
    PidTuning,
    Settings,
)
from controller.snapshot import CabinInputs, CompartmentInputs, FridgeInputs, Snapshot, SupplyInputs, VehicleInputs
from controller.step import Step, step
from controller.wishes import Wish, Wishes

__all__ = [
    "CABIN",
    "CABIN_MODES",
    "CABIN_PRESETS",
    "CAR",
    "COMPARTMENT_MODES",
    "COMPARTMENT_PRESETS",
    "NOT_FITTED",
    "NO_DATA_YET",
    "Absence",
    "Alarm",
    "AlarmCleared",
    "AlarmRaised",
    "CabinInputs",
    "CabinSettings",
    "Commands",
    "CompartmentInputs",
    "CompartmentSettings",
    "CompressorSettings",
    "CompressorStarted",
    "CompressorStopped",
    "ControllerError",
    "DepartureRequest",
    "Event",
    "FreshnessSettings",
    "FridgeInputs",
    "FridgeSettings",
    "GuardLimited",
    "Memory",
    "Mode",
    "ModeRequest",
    "PidTuning",
    "Preset",
    "PresetRequest",
    "QuietRequest",
    "Reading",
    "ReadingBack",
    "ReadingLost",
    "Request",
    "RequestAccepted",
    "RequestRefused",
    "SetPointRequest",
    "Settings",
    "SettingsError",
    "Snapshot",
    "Step",
    "SupplyInputs",
    "VehicleInputs",
    "Wish",
    "Wishes",
    "absent",
    "alarm_names",
    "all_off",
    "present",
    "start",
    "step",
]
