"""Rules for goods: kinds that are there once, and trips that begin by themselves and can."""

from collections.abc import Iterator

from firmware.checks.givers import givers
from firmware.checks.wording import compartments, names_of, one_of, repeated
from firmware.config import Config
from firmware.config.cargo_profiles import PROFILES
from firmware.config.problem import Problem


def trip_problems(config: Config) -> Iterator[Problem]:
    """Yield everything that is wrong with the kinds of goods, and with the rules of trips."""
    yield from repeated("cargo", "name", (cargo.name for cargo in config.cargo))
    boxes = [box.name for box in config.fridge.compartments]
    goods = [cargo.name for cargo in (*PROFILES, *config.cargo)]
    given = {point for _, point in givers(config)}
    for index, rule in enumerate(config.trips):
        path = ("trips", index)
        yield from one_of((*path, "compartment"), rule.compartment, boxes, also=compartments(config))
        if rule.cargo:
            yield from one_of((*path, "cargo"), rule.cargo, goods, also=names_of("cargo", len(config.cargo)))
        lid = f"fridge.{rule.compartment}.lid_open"
        if rule.lid_openings is not None and rule.compartment in boxes and lid not in given:
            text = f"no sensor gives {lid}: nobody would count; add one, or let it begin by start and stop"
            yield Problem((*path, "lid_openings"), text, rule.lid_openings, (("sensors",),))
