from hil.boxes import KINDS, SENSOR_SETS
from hil.reference.box_kinds import FILE, page


def test_the_page_is_that_of_the_present_tables() -> None:
    assert FILE.read_text(encoding="utf-8") == page(), "run `make reference`"


def test_every_kind_and_every_set_of_sensors_is_there() -> None:
    told = page()
    assert all(f"\n| {name} | {kind.title} | " in told for name, kind in KINDS.items())
    assert all(f"\n| {name} | " in told for name in SENSOR_SETS)
