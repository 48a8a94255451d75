"""The rows of the car: the values that it broadcasts or answers, its place and its tilt.

Where it is tells of a person, and so leaves this computer only where the owner permits that.
"""

from firmware.points.builders import OWN, measured, shown
from firmware.points.quantities import (
    ALTITUDE,
    ANGLE,
    BATTERY,
    COURSE,
    CURRENT,
    ENGINE_SPEED,
    FUEL,
    OPENING,
    POSITION,
    RUNNING,
    SHOCK,
    SPEED,
    TEMPERATURE,
    VOLTAGE,
)

_OWN = f"{OWN}.Vehicle"
_BATTERY = "Vehicle.Powertrain.TractionBattery"
_PLACE = "Vehicle.CurrentLocation"

VEHICLE = (
    measured("vehicle.speed_kph", "Speed", SPEED, "Vehicle.Speed"),
    measured("vehicle.outside_c", "Outside temperature", TEMPERATURE, "Vehicle.Exterior.AirTemperature"),
    measured("vehicle.engine_rpm", "Engine speed", ENGINE_SPEED, "Vehicle.Powertrain.CombustionEngine.Speed"),
    measured("vehicle.driver_door_open", "Driver's door", OPENING, "Vehicle.Cabin.Door.Row1.DriverSide.IsOpen"),
    measured("vehicle.soc_pct", "Battery", BATTERY, f"{_BATTERY}.StateOfCharge.Current"),
    measured("vehicle.ready", "Ready", RUNNING, f"{_OWN}.IsReady"),
    measured("vehicle.charging", "Charging", RUNNING, f"{_BATTERY}.Charging.IsCharging"),
    shown("vehicle.pack_v", "Battery voltage", VOLTAGE, f"{_BATTERY}.CurrentVoltage"),
    # Positive while it is drained, so not CurrentCurrent.
    shown("vehicle.pack_a", "Battery current", CURRENT, f"{_OWN}.BatteryDischarge"),
    shown("vehicle.fuel_pct", "Fuel", FUEL, "Vehicle.Powertrain.FuelSystem.RelativeLevel"),
    shown("vehicle.coolant_c", "Coolant", TEMPERATURE, "Vehicle.Powertrain.CombustionEngine.EngineCoolant.Temperature"),
    shown("vehicle.cabin_c", "Cabin by the car's own sensor", TEMPERATURE, f"{_OWN}.Cabin"),
    shown("vehicle.control_module_v", "Control module voltage", VOLTAGE, f"{_OWN}.ControlModuleVoltage"),
    shown("vehicle.tilt_deg", "Tilt", ANGLE, f"{_OWN}.Tilt"),
    shown("vehicle.shock_g", "Shock", SHOCK, f"{_OWN}.Shock"),
    shown("vehicle.latitude_deg", "Latitude", POSITION, f"{_PLACE}.Latitude", personal=True),
    shown("vehicle.longitude_deg", "Longitude", POSITION, f"{_PLACE}.Longitude", personal=True),
    shown("vehicle.altitude_m", "Altitude", ALTITUDE, f"{_PLACE}.Altitude", personal=True),
    shown("vehicle.course_deg", "Course", COURSE, f"{_PLACE}.Heading", personal=True),
    shown("vehicle.gnss_speed_kph", "Speed by satellites", SPEED, f"{_OWN}.GnssSpeed"),
)
