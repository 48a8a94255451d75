"""The laws of peers do what their descriptions say."""

from collections.abc import Callable

import pytest

from hil.baselines import PEERS, PeerLaw, Seen
from hil.baselines.bd35f import DEFROST_S, MAX_RUN_S, Bd35fController
from hil.baselines.brewpi import PEAK_WITHIN_S, BrewPi, Cascade, PeakEstimator
from hil.baselines.esphome import EspHome
from hil.baselines.thermostat import MIN_OFF_S, Thermostat

SET_POINT_C = 5.0


def run(
    law: PeerLaw, air_c: float | None, duration_s: float, *, from_s: float = 0.0, contents_c: float | None = None
) -> float:
    """Seconds that the compressor is on while the air stays as it is."""
    ticks = range(round(duration_s))
    return float(sum(law.request(Seen(air_c, contents_c), now_s=from_s + tick) for tick in ticks))


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
    assert run(law, 12.0, MAX_RUN_S) == MAX_RUN_S
    assert run(law, 12.0, DEFROST_S, from_s=MAX_RUN_S) <= 1.0
    assert run(law, None, 600.0, from_s=MAX_RUN_S + DEFROST_S + 1.0) == 600.0


def test_esphome_does_almost_nothing_within_its_dead_band() -> None:
    assert run(EspHome(SET_POINT_C), 5.4, 900.0) == pytest.approx(0.3 * 0.1 * 0.4 * 900.0, abs=60.0)


def test_brewpi_colds_the_air_below_the_set_point_while_the_contents_are_warm() -> None:
    assert run(BrewPi(SET_POINT_C), 5.0, 600.0, contents_c=6.5) > 0.0
    assert run(BrewPi(SET_POINT_C), 5.0, 600.0, contents_c=5.0) == 0.0


def test_the_bd35f_controller_drops_a_jump() -> None:
    law = Bd35fController(SET_POINT_C)
    assert run(law, 5.0, 10.0) == 0.0
    assert run(law, 20.0, 10.0, from_s=10.0) == 0.0


def test_simple_pid_runs_for_its_share_of_each_window() -> None:
    law = PEERS["simple-pid"](SET_POINT_C)
    assert run(law, 6.0, 600.0) == pytest.approx((0.3 + 5e-4 * 180.0) * 600.0, abs=60.0)


def test_brewblox_runs_for_its_gain_in_the_first_window() -> None:
    assert run(PEERS["brewblox"](SET_POINT_C), 7.0, 1_800.0) == pytest.approx(0.2 * 2.0 * 1_800.0, rel=0.25)


def test_brewpi_rests_until_the_peak_of_its_last_run_is_found() -> None:
    rising, drifting = BrewPi(SET_POINT_C), BrewPi(SET_POINT_C)
    for law in (rising, drifting):
        assert run(law, 8.0, 300.0, contents_c=8.0) > 0.0
        run(law, 0.9, 300.0, from_s=300.0, contents_c=8.0)
    assert run(rising, 8.0, 900.0, from_s=600.0, contents_c=8.0) > 0.0
    assert run(drifting, 0.9, 3_600.0, from_s=600.0, contents_c=8.0) == 0.0


def test_brewpi_begins_no_run_while_the_air_still_falls() -> None:
    law, seconds = BrewPi(SET_POINT_C), 0.0
    run(law, 8.0, 300.0, contents_c=20.0)
    run(law, 0.0, 40.0, from_s=300.0, contents_c=20.0)
    for minute in range(25):  # the air is far too warm for what is wanted, yet its lowest is never behind it
        seconds += run(law, 3.0 - 0.02 * minute, 60.0, from_s=340.0 + 60.0 * minute, contents_c=20.0)
    assert seconds == 0.0
    assert run(law, 3.5, 300.0, from_s=1_840.0, contents_c=20.0) > 0.0


@pytest.mark.parametrize(
    ("peak_c", "factor"), [(1.0 - 2.0, 1.2 + 0.03 * 2.0), (1.0 + 2.0, 0.833 - 0.03 * 2.0), (1.0, 1.0)]
)
def test_brewpi_learns_from_how_wrong_the_estimate_of_a_peak_was(peak_c: float, factor: float) -> None:
    peak = PeakEstimator()
    assert peak.estimate(1.0 + 5.0 * 600.0 / 3_600.0, ran_s=600.0) == pytest.approx(1.0)
    for at_s, slow_c in enumerate((peak_c + 1.0, peak_c, peak_c + 1.0)):
        assert peak.pending
        peak.look(slow_c, rested_s=float(at_s))
    assert not peak.pending
    assert peak.k_h == pytest.approx(5.0 * factor)


def test_brewpi_gives_up_a_peak_after_half_an_hour_and_trusts_its_estimate_less() -> None:
    peak = PeakEstimator()
    peak.estimate(4.0, ran_s=600.0)
    for minute in range(30):
        peak.look(4.0 - 0.1 * minute, rested_s=60.0 * minute)
    assert peak.pending
    peak.look(1.0, rested_s=PEAK_WITHIN_S)
    assert peak.k_h == pytest.approx(5.0 * (0.833 - 0.03 * abs(1.0 - (4.0 - 5.0 / 6.0))))


def test_the_filters_of_brewpi_delay_by_their_sections() -> None:
    cascade, ramp = Cascade(4), [0.01 * second for second in range(2_000)]
    last = [cascade.next(value, 1.0) for value in ramp][-1]
    assert (ramp[-1] - last) / 0.01 == pytest.approx(3 * 3.33 * 16, rel=0.02)
