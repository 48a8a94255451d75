"""Random cabins to try control laws on."""

from random import Random

from hil.plants.cabin import CabinParameters
from hil.plants.cabin_air import CabinAirParameters
from hil.plants.climate import ClimateParameters
from hil.plants.fuel_heater import FuelHeaterParameters

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


def random_camper(seed: int, *, start_c: float = 20.0) -> CabinParameters:
    """Make a camper van with a fuel heater of about 2 kW and an air conditioner on its roof that is on or off.

    Its makers say of such a heater that it suits a van down to -10 to -15 °C, which is 40 to 70 W/K. Air and lining,
    and the furniture behind them, are engineering choices: 12 kJ/K of air, boards and cloth for the rest, 150 to 250 kg
    of wood and mattress.
    """
    random = Random(f"camper {seed}")
    size = random.uniform(0.9, 1.1)
    return CabinParameters(
        parked_w_k=random.uniform(38.0, 70.0),
        moving_ratio=random.uniform(1.2, 1.8),
        air_j_k=random.uniform(70_000.0, 130_000.0),
        mass_j_k=random.uniform(150_000.0, 350_000.0),
        air_mass_w_k=random.uniform(20.0, 45.0),
        sun_w=random.uniform(500.0, 1_200.0),
        sun_air_share=0.7,
        air=CabinAirParameters(volume_m3=random.uniform(8.0, 12.0), parked_leak_1_h=random.uniform(0.2, 0.8)),
        climate=ClimateParameters(
            fuel=FuelHeaterParameters(
                levels_w=tuple([size * level_w for level_w in (850.0, 1_200.0, 1_800.0, 2_200.0)]),
                light_s=random.uniform(60.0, 120.0),
                rise_s=random.uniform(40.0, 90.0),
                after_run_s=random.uniform(120.0, 240.0),
            ),
            cooler_w=random.uniform(1_800.0, 2_600.0),
            cooler_levels_pct=(100.0,),
            blower_m3_h=random.uniform(120.0, 250.0),
            blower_w=40.0,
        ),
        air_c=start_c,
        mass_c=start_c,
    )


def random_small_ev(seed: int, *, start_c: float = 20.0) -> CabinParameters:
    """Make a small electric car with a resistive heater of about 5 kW."""
    random = Random(f"small EV {seed}")
    size = random.uniform(0.8, 1.2)
    return CabinParameters(
        parked_w_k=_USUAL.parked_w_k * size,
        moving_ratio=size,
        air_j_k=_USUAL.air_j_k * size * random.uniform(0.8, 1.3),
        mass_j_k=_USUAL.mass_j_k * size * random.uniform(0.8, 1.5),
        air_mass_w_k=_USUAL.air_mass_w_k * size * random.uniform(0.8, 1.3),
        sun_w=_USUAL.sun_w * size,
        air=CabinAirParameters(volume_m3=random.uniform(2.2, 3.2), parked_leak_1_h=random.uniform(0.3, 1.4)),
        climate=ClimateParameters(
            heater_w=random.uniform(4_500.0, 5_500.0),
            cooler_w=random.uniform(2_500.0, 3_500.0),
            blower_m3_h=random.uniform(350.0, 450.0),
        ),
        air_c=start_c,
        mass_c=start_c,
    )
