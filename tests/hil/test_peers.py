"""The laws of peers do what their descriptions say."""

from collections.abc import Callable

import pytest

from hil.peers import PEERS, PeerLaw, Seen
from hil.peers.bd35f import DEFROST_S, LONGEST_RUN_S, Bd35fController
from hil.peers.brewpi import BrewPi
from hil.peers.esphome import EspHome
from hil.peers.thermostat import MIN_OFF_S, Thermostat

SET_POINT_C = 5.0


def run(
    law: PeerLaw, air_c: float | None, duration_s: float, *, from_s: float = 0.0, contents_c: float | None = None
) -> float:
    """Seconds that the compressor is on while the air stays as it is."""
    ticks = range(round(duration_s))
    return float(sum(law.order(Seen(air_c, contents_c), now_s=from_s + tick) for tick in ticks))


@pytest.mark.parametrize("make", PEERS.values(), ids=[*PEERS])
def test_each_cools_what_is_warm_and_rests_when_it_is_cold(make: Callable[[float], PeerLaw]) -> None:
    assert run(make(SET_POINT_C), 15.0, 3_600.0, contents_c=15.0) > 0.75 * 3_600.0
    assert run(make(SET_POINT_C), 0.5, 3_600.0, contents_c=0.5) == 0.0


def test_the_thermostat_switches_at_the_ends_of_its_band_and_rests() -> None:
    law = Thermostat(SET_POINT_C)
    assert run(law, 5.9, 10.0) == 0.0
    assert run(law, 6.0, 10.0, from_s=10.0) == 10.0
    assert run(law, 4.1, 10.0, from_s=20.0) == 10.0
    assert run(law, 4.0, 10.0, from_s=30.0) == 0.0
    assert run(law, 9.0, MIN_OFF_S, from_s=40.0) == 10.0


def test_the_bd35f_controller_defrosts_after_an_hour_and_runs_on_with_a_dead_sensor() -> None:
    law = Bd35fController(SET_POINT_C)
    assert run(law, 12.0, LONGEST_RUN_S) == LONGEST_RUN_S
    assert run(law, 12.0, DEFROST_S, from_s=LONGEST_RUN_S) <= 1.0
    assert run(law, None, 600.0, from_s=LONGEST_RUN_S + DEFROST_S + 1.0) == 600.0


def test_esphome_does_almost_nothing_within_its_dead_band() -> None:
    assert run(EspHome(SET_POINT_C), 5.4, 900.0) == pytest.approx(0.3 * 0.1 * 0.4 * 900.0, abs=60.0)


def test_brewpi_colds_the_air_below_the_set_point_while_the_contents_are_warm() -> None:
    assert run(BrewPi(SET_POINT_C), 5.0, 600.0, contents_c=6.5) > 0.0
    assert run(BrewPi(SET_POINT_C), 5.0, 600.0, contents_c=5.0) == 0.0
