"""Pages for the tests of reports: a day that went well, a lid left open, a recorder that was off."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from firmware.coldchain.assessor import assess
from firmware.coldchain.series import Fact, Item, Minute
from firmware.coldchain.trips import Acknowledgement, SensorIdentity
from firmware.config.cargo_profiles import cargo_of
from firmware.languages.local_forms import LocalForms, TemperatureUnit
from firmware.languages.words import Words
from firmware.reports.fonts import FOLDERS, FontMissing, fonts_for, installed
from firmware.reports.page import Page, Seal, Segment
from firmware.reports.sheet import Writer
from tests.firmware.coldchain.courses import BEGIN_S, course, gap

BERLIN = ZoneInfo("Europe/Berlin")

SENSORS = (
    SensorIdentity(
        point="fridge.food.air_c", chip="SHT41", serial="3F2A", certificate="DKD-K-2026-0815", due="2027-05-31"
    ),
    SensorIdentity(point="fridge.food.contents_c", chip="TMP117", certificate="DKD-K-2025-0042", due="2026-05-31"),
)

SEAL = Seal(
    text="homeward/van-7\n8123\n5vNNC2e6ZQ3z0jYvM0q2m4QyQ1x2z3w4v5u6t7s8r9Q=\n\n— homeward/van-7 Az3grlgtzPICa5OS\n",
    command="homeward record verify T3.trip",
)


def good_day() -> list[Item]:
    """Return ten hours in which the contents stay at 4 °C, the lid opened twice."""
    items = course([4.2] * 600, [4.0] * 600, set_point_c=4.0, cools=True, lid_open_s=0.0, compressor_s=20.0)
    for number in (200, 400):
        minute = items[number]
        assert isinstance(minute, Minute)
        items[number] = replace(minute, around=replace(minute.around, lid_open_s=20.0))
    return items


def bad_day() -> list[Item]:
    """Return ten hours with a lid that is left open for forty minutes, after which all is too warm for long."""
    rise = [4.0 + 0.25 * number for number in range(40)]
    fall = [max(14.0 - number * 0.02, 5.5) for number in range(320)]
    warm = [4.0] * 240 + rise + fall
    items = course(warm, warm, set_point_c=4.0, cools=True, lid_open_s=0.0, compressor_s=20.0)
    for number in range(240, 280):
        minute = items[number]
        assert isinstance(minute, Minute)
        items[number] = replace(minute, around=replace(minute.around, lid_open_s=60.0))
    return items


def unproven_day() -> list[Item]:
    """Return ten hours of which one is missing."""
    items = good_day()
    return [*items[:300], gap(items[:300], 60.0), *items[360:]]


def segment(items: Sequence[Item], cargo: str = "groceries_chilled", facts: Sequence[Fact] = ()) -> Segment:
    """Make the segment of a van in which `items` were recorded."""
    ended_s = items[-1].wall_s + 60.0
    told = assess(cargo_of(cargo), items, facts, compartment="food", started_s=BEGIN_S, stopped_s=ended_s)
    return Segment(
        trip_id="T3",
        keeper="van-7",
        compartment="food",
        began_s=BEGIN_S,
        ended_s=ended_s,
        given_by="Anna Weber",
        taken_by="Apotheke am Markt",
        items=items,
        assessment=told,
        sensors=SENSORS,
        acknowledgements=[
            Acknowledgement(
                excursion=one.excursion.key, person="J. Weber", comment="lid was not latched", wall_s=ended_s
            )
            for one in told.excursions[:1]
        ],
        clock="ntp",
    )


def page(items: Sequence[Item], cargo: str = "groceries_chilled", seal: Seal | None = SEAL) -> Page:
    """Make the page of a trip in which `items` were recorded."""
    only = segment(items, cargo)
    return Page(
        consignment="RX-2026-0815",
        cargo=cargo_of(cargo),
        segments=[only],
        assessment=only.assessment,
        seal=seal,
        made_s=items[-1].wall_s + 600.0,
        version="1.2.3",
    )


def fonts(language: str) -> Mapping[str, Path]:
    """Return the fonts that are installed here or in .cache/fonts; skips where none has the letters of `language`."""
    files = installed((Path(__file__).parents[3] / ".cache" / "fonts", *FOLDERS))
    try:
        fonts_for(language, files)
    except FontMissing as error:
        pytest.skip(f"{error}, or run tools/get_fonts.sh")
    return files


def writer(language: str = "en", unit: TemperatureUnit = TemperatureUnit.CELSIUS) -> Writer:
    """Make a writer of `language`."""
    return Writer(LocalForms(Words(language), unit, BERLIN))
