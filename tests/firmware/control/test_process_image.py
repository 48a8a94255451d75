import pytest

from controller import NO_DATA_YET, NOT_FITTED, Absence, Settings, present
from firmware.control.plausible_ranges import range_of
from firmware.control.process_image import SHOWN_ONLY, Board, known_inputs


def between(point: str, share: float) -> float:
    """A value that no other point has with another share."""
    limits = range_of(point)
    return limits.min_value + share * (limits.max_value - limits.min_value)


def test_every_known_input_reaches_the_snapshot() -> None:
    settings = Settings()
    points = known_inputs(settings)
    board = Board(settings, points)
    expected = {point: between(point, 0.01 * number) for number, point in enumerate(sorted(points), 1)}
    for point, value in expected.items():
        board.put(point, present(value, 1.0))
    snapshot = board.snapshot(())
    for point, value in expected.items():
        section, *rest = point.split(".")
        group: object = getattr(snapshot, section)
        if section == "fridge" and len(rest) == 2:
            names = [compartment.name for compartment in settings.fridge.compartments]
            group = snapshot.fridge.compartments[names.index(rest[0])]
        assert getattr(group, rest[-1]).value == value, point


def test_what_has_no_source_is_not_fitted_and_what_has_not_spoken_has_no_data_yet() -> None:
    snapshot = Board(Settings(), frozenset({"cabin.air_c"})).snapshot(())
    assert snapshot.cabin.air_c is NO_DATA_YET
    assert snapshot.cabin.co2_ppm is NOT_FITTED


def test_a_point_that_the_controller_does_not_know_is_refused() -> None:
    with pytest.raises(KeyError, match=r"cabin\.colour"):
        Board(Settings(), frozenset({"cabin.colour"}))


@pytest.mark.parametrize(
    "point", ["extra", "extra.", "extra.Radon", "extra.9", "extra.a b", "extra.a.b", "extra.\u0661"]
)
def test_an_extra_point_has_a_plain_name(point: str) -> None:
    with pytest.raises(KeyError):
        Board(Settings(), frozenset({point}))


def test_what_no_law_uses_is_shown_and_in_no_snapshot() -> None:
    settings = Settings()
    board = Board(settings, SHOWN_ONLY | {"extra.radon_bqm3", "cabin.air_c"})
    for point in (*SHOWN_ONLY, "extra.radon_bqm3", "cabin.air_c"):
        board.put(point, present(between(point, 0.5), 1.0))
    others = board.others(now_s=2.0)
    assert set(others) == SHOWN_ONLY | {"extra.radon_bqm3"}
    assert all(reading.value == between(point, 0.5) for point, reading in others.items())
    assert not SHOWN_ONLY & known_inputs(settings)


def test_what_is_shown_only_becomes_stale_too() -> None:
    settings = Settings()
    board = Board(settings, frozenset({"cabin.pressure_hpa"}))
    assert board.others(now_s=1e6)["cabin.pressure_hpa"] is NO_DATA_YET
    board.put("cabin.pressure_hpa", present(990.0, 100.0))
    last_s = 100.0 + settings.freshness.others_s
    assert board.others(now_s=last_s)["cabin.pressure_hpa"].value == 990.0
    assert board.others(now_s=last_s + 0.1)["cabin.pressure_hpa"].absence is Absence.STALE
