"""Verification: does reality follow the commands? It names faults with their evidence; it knows neither law nor veto.

Of a sensor that is not to be believed the reading becomes absent as implausible, before any law sees it; so the laws
treat it as lost. Every check is one row of a table in `*_checks.py`.
"""

from controller.verify.quarantine import Doubt, spared
from controller.verify.verification import finding_names, initial, is_stuck_on, unverified, verify
from controller.verify.verify_memory import VerifyMemory

__all__ = [
    "Doubt",
    "VerifyMemory",
    "finding_names",
    "initial",
    "is_stuck_on",
    "spared",
    "unverified",
    "verify",
]
