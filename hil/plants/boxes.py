"""Boxes to try control laws on: the reference box, and random ones around it."""

from dataclasses import replace
from random import Random

from hil.plants.compartment import CompartmentParameters
from hil.plants.compressor import CompressorParameters
from hil.plants.contents import ContentsParameters
from hil.plants.fridge import FridgeParameters
from hil.plants.probe import ProbeParameters
from hil.plants.refrigerant import RefrigerantParameters

PROBE = ProbeParameters(lag_s=20.0, noise_k=0.03, resolution_k=1.0 / 16.0)
"""A DS18B20 in a metal sleeve."""

REFERENCE_KG = 10.0


def one_compartment(
    *,
    start_c: float,
    contents_kg: float = REFERENCE_KG,
    walls: float = 1.0,
    probe: ProbeParameters = PROBE,
    refrigerant: RefrigerantParameters | None = None,
) -> FridgeParameters:
    """Return the reference: 40-46 L, still air, one lid, BD35F. `walls` multiplies its heat loss."""
    box = CompartmentParameters(
        name="food",
        ambient_w_k=0.45 * walls,
        contents=ContentsParameters(kg=contents_kg, start_c=start_c),
        plate_still_w_k=5.0,
        plate_fan_w_k=5.0,
        fan_gain=1.0,
        fan_w=0.0,
        air_probe=probe,
        contents_probe=probe,
        air_c=start_c,
    )
    compressor = CompressorParameters(refrigerant=refrigerant or RefrigerantParameters())
    return FridgeParameters(compartments=(box,), compressor=compressor, plate_probe=probe)


def two_compartments(
    *,
    start_c: float,
    contents_kg: float = REFERENCE_KG,
    walls: float = 1.0,
    probe: ProbeParameters = PROBE,
    refrigerant: RefrigerantParameters | None = None,
) -> FridgeParameters:
    """Return the same box with a wall in its middle and a fan on each side; `contents_kg` are shared equally."""
    half = CompartmentParameters(
        name="food",
        ambient_w_k=0.225 * walls,
        contents=ContentsParameters(kg=contents_kg / 2.0, start_c=start_c),
        air_probe=probe,
        contents_probe=probe,
        air_c=start_c,
    )
    compressor = CompressorParameters(refrigerant=refrigerant or RefrigerantParameters())
    return FridgeParameters(
        compartments=(half, replace(half, name="medicine")), compressor=compressor, plate_probe=probe
    )


def random_fridge(
    seed: int, *, start_c: float = 20.0, contents_kg: float | None = None, compartments: int = 1
) -> FridgeParameters:
    """Make a box like no other: heat loss, contents, probe, condenser and the price of a start vary with `seed`.

    `contents_kg` fixes the contents; everything else stays what it would have been.
    """
    random = Random(seed)
    walls = random.uniform(0.7, 1.3)
    kg = random.uniform(2.0, 20.0)
    probe = replace(PROBE, lag_s=random.uniform(10.0, 60.0))
    refrigerant = RefrigerantParameters(
        condensing_offset_k=random.uniform(-5.0, 5.0),
        ramp_s=random.uniform(15.0, 75.0),
        surge_ratio=random.uniform(0.2, 0.5),
        surge_s=random.uniform(60.0, 120.0),
    )
    build = one_compartment if compartments == 1 else two_compartments
    return build(
        start_c=start_c,
        contents_kg=kg if contents_kg is None else contents_kg,
        walls=walls,
        probe=probe,
        refrigerant=refrigerant,
    )
