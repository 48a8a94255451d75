"""Simulated control units, at frame level: they answer OBD-II and UDS as real ones do, with their own ISO-TP."""

from hil.ecus.diagnostic_services import CurrentData, DataById, Services
from hil.ecus.ecu import EcuAddress, EcuFaults, SimEcu
from hil.ecus.network import Network

__all__ = ["CurrentData", "DataById", "EcuAddress", "EcuFaults", "Network", "Services", "SimEcu"]
