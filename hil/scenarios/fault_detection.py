"""S8: something breaks; verification must tell it."""

from hil.fault_detection.days import random_car, settings
from hil.fault_detection.injections import FAULTS
from hil.fault_detection.trial import find

_BY_NAME = {f"S8-{fault.name.replace(' ', '-')}": fault for fault in FAULTS}

FAULT_NAMES = tuple(_BY_NAME)


def run_fault(name: str, seed: int) -> dict[str, float]:
    """Play one fault: 1 if it was told in time, the minutes until then, and the number of other alarms before it."""
    fault = _BY_NAME[name]
    found = find(random_car(seed, outside_c=fault.outside_c, used=False), settings(), fault)
    told = [each.after_s / 60.0 for each in found if each.alarm == fault.alarm]
    others = sum(each.alarm != fault.alarm for each in found)
    return {"told": float(bool(told)), "told_after_min": min(told, default=float("nan")), "others": float(others)}
