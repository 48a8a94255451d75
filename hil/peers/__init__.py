"""The control laws that people run in fridges today, written anew from their descriptions, to be measured against."""

from collections.abc import Callable, Mapping

from hil.peers.base import PeerLaw, Seen
from hil.peers.bd35f import Bd35fController
from hil.peers.brewblox import BrewBlox
from hil.peers.brewpi import BrewPi
from hil.peers.esphome import EspHome
from hil.peers.simple import SimplePid
from hil.peers.thermostat import Thermostat

PEERS: Mapping[str, Callable[[float], PeerLaw]] = {
    "thermostat": Thermostat,
    "bd35f": Bd35fController,
    "simple-pid": SimplePid,
    "esphome": EspHome,
    "brewpi": BrewPi,
    "brewblox": BrewBlox,
}
"""By name; each is made for a set-point in degrees."""

__all__ = ["PEERS", "PeerLaw", "Seen"]
