import pytest

from controller import NO_DATA_YET, NOT_FITTED, Settings, present
from firmware.board import Board, known_inputs


def test_every_known_input_reaches_the_snapshot() -> None:
    settings = Settings()
    points = known_inputs(settings)
    board = Board(settings, points)
    for number, point in enumerate(sorted(points)):
        board.put(point, present(float(number), 1.0))
    snapshot = board.snapshot(())
    expected = {point: float(number) for number, point in enumerate(sorted(points))}
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
