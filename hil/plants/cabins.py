"""Random cabins to try control laws on."""

from random import Random

from hil.plants.cabin import CabinParameters
from hil.plants.cabin_air import CabinAirParameters
from hil.plants.climate import ClimateParameters

_USUAL = CabinParameters()
_SIZE = (0.9, 1.8)
"""Of heat loss, heat capacities and sun together: 30-60 W/K. All of these show the same hot-car soak, which fixes only
their ratios."""


def random_cabin(seed: int, *, start_c: float = 20.0) -> CabinParameters:
    """Make a cabin like no other: size, leaks, heater, cooler and blower vary with `seed`."""
    random = Random(seed)
    size = random.uniform(*_SIZE)
    return CabinParameters(
        parked_w_k=_USUAL.parked_w_k * size,
        moving_ratio=size,
        air_j_k=_USUAL.air_j_k * size,
        mass_j_k=_USUAL.mass_j_k * size,
        air_mass_w_k=_USUAL.air_mass_w_k * size,
        sun_w=_USUAL.sun_w * size,
        air=CabinAirParameters(
            volume_m3=random.uniform(2.5, 4.5),
            parked_leak_1_h=random.uniform(0.2, 1.4),
            leak_1_h_kph=random.uniform(0.01, 0.05),
        ),
        climate=ClimateParameters(
            heater_w=random.uniform(4_000.0, 6_000.0) * size**0.5,
            cooler_w=random.uniform(3_000.0, 5_000.0) * size**0.5,
            blower_m3_h=random.uniform(400.0, 550.0),
        ),
        air_c=start_c,
        mass_c=start_c,
    )
