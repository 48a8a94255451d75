"""The control laws that people run in fridges today, written anew from their descriptions, to be measured against."""

from collections.abc import Callable, Mapping

from hil.baselines.baseline import PeerLaw, Seen
from hil.baselines.bd35f import Bd35fController
from hil.baselines.brewblox import BrewBlox
from hil.baselines.brewpi import BrewPi
from hil.baselines.esphome import EspHome
from hil.baselines.simple_pid import SimplePid
from hil.baselines.thermostat import Thermostat

PEERS: Mapping[str, Callable[[float], PeerLaw]] = {
    "thermostat": Thermostat,
    "bd35f": Bd35fController,
    "simple-pid": SimplePid,
    "esphome": EspHome,
    "brewpi": BrewPi,
    "brewblox": BrewBlox,
}
"""By name; each is made for a set-point in degrees."""

__all__ = ["PEERS", "PeerLaw", "Seen", "Thermostat"]
