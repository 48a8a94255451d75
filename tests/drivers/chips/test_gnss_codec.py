import math
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.chips.gnss_codec import START, FixAssembler, GnssSample, checksum, measure
from drivers.errors import BadFrame, DriverError, NoFix, NothingToMeasure, OutOfRange
from drivers.uart.frames_codec import FrameCutter
from tests.drivers.measured import absent_fields

# The pair of examples that circulates since Glenn Baddeley's "GPS - NMEA sentence information" (2001).
OLD_RMC = b"$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A\r\n"
OLD_GGA = b"$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n"

RMC = "GNRMC,083559.00,A,4717.11437,S,00833.91522,W,0.500,77.52,091226,,,A,V"
GGA = "GNGGA,083559.00,4717.11437,S,00833.91522,W,1,08,1.01,499.6,M,48.0,M,,"
UTC_S = 1_796_805_359.0  # date -u -d "2026-12-09 08:35:59" +%s


def sentence(text: str) -> bytes:
    raw = text.encode("ascii")
    return b"$%s*%02X\r\n" % (raw, checksum(raw))


def with_field(text: str, place: int, value: str) -> bytes:
    """`text` with another value in field `place`, of which the first after the name is 1."""
    fields = text.split(",")
    fields[place] = value
    return sentence(",".join(fields))


def fix_of(*sentences: bytes) -> GnssSample:
    fixes = FixAssembler()
    found = [sample for each in sentences if (sample := fixes.take(each)) is not None]
    assert len(found) == 1
    return found[0]


def test_the_vectors_have_good_checksums() -> None:
    assert (measure(OLD_RMC), measure(OLD_GGA)) == (len(OLD_RMC), len(OLD_GGA))


def test_a_position_is_in_degrees_north_and_east_and_a_speed_in_kph() -> None:
    fix = fix_of(OLD_RMC, OLD_GGA)
    assert (fix.latitude_deg, fix.longitude_deg) == pytest.approx((48.1173, 11.5166667))
    assert (fix.speed_kph, fix.course_deg, fix.altitude_m) == pytest.approx((41.4848, 84.4, 545.4))
    assert (fix.satellites, fix.hdop, fix.fix_quality) == (8.0, 0.9, 1.0)


def test_south_and_west_are_negative_and_time_is_utc() -> None:
    fix = fix_of(sentence(RMC), sentence(GGA))
    assert (fix.latitude_deg, fix.longitude_deg) == pytest.approx((-47.2852395, -8.5652537))
    assert fix.utc_s == UTC_S


def test_the_order_of_the_two_is_free() -> None:
    assert fix_of(sentence(GGA), sentence(RMC)) == fix_of(sentence(RMC), sentence(GGA))


def test_sentences_of_two_moments_make_no_fix() -> None:
    fixes = FixAssembler()
    assert fixes.take(sentence(RMC)) is None
    assert fixes.take(with_field(GGA, 1, "083600.00")) is None
    assert fixes.take(with_field(RMC, 1, "083600.00")) is not None


def test_a_fix_is_reported_once() -> None:
    fixes = FixAssembler()
    assert [fixes.take(each) is None for each in (sentence(RMC), sentence(GGA), sentence(GGA))] == [True, False, True]


@pytest.mark.parametrize(
    "other", ["GPGSV,1,1,00", "GNVTG,,T,,M,,N,,K,N", "PUBX,00,1,2", "GPTXT,01,01,02,ANTSTATUS=OK", "G"]
)
def test_other_sentences_tell_nothing(other: str) -> None:
    assert FixAssembler().take(sentence(other)) is None


# u-blox 8 protocol specification: before the first fix the fields are empty, the status is V, the quality 0.
@pytest.mark.parametrize(
    "text",
    [
        "GNRMC,,V,,,,,,,,,,N,V",
        "GNRMC,083559.00,V,,,,,,,091226,,,N,V",
        "GNGGA,,,,,,0,00,99.99,,,,,,",
        "GNGGA,083559.00,4717.11437,S,00833.91522,W,0,08,1.01,499.6,M,48.0,M,,",
        "GNGGA,083559.00,4717.11437,S,00833.91522,W,,08,1.01,499.6,M,48.0,M,,",
        GGA.replace(",1,08,", ",7,08,"),
        GGA.replace(",1,08,", ",8,08,"),
        RMC.replace(",A,V", ",M,V"),
        RMC.replace(",A,V", ",S,V"),
        RMC.replace(",A,V", ",N,V"),
    ],
)
def test_without_a_measured_fix_nothing_is_available(text: str) -> None:
    with pytest.raises(NoFix, match="no fix"):
        FixAssembler().take(sentence(text))


def test_a_moment_of_which_one_half_has_no_fix_makes_none() -> None:
    fixes = FixAssembler()
    fixes.take(sentence(RMC))
    with pytest.raises(NoFix):
        fixes.take(sentence("GNGGA,083559.00,,,,,0,00,99.99,,,,,,"))
    assert fixes.take(with_field(GGA, 1, "083600.00")) is None
    assert fixes.take(with_field(RMC, 1, "083601.00")) is None


@pytest.mark.parametrize("place", [3, 4, 5, 6])
def test_a_fix_without_a_position_is_none(place: int) -> None:
    with pytest.raises(NoFix):
        fix_of(with_field(RMC, place, ""), sentence(GGA))


@pytest.mark.parametrize(("place", "absent"), [(7, "satellites"), (8, "hdop"), (9, "altitude_m")])
@pytest.mark.parametrize("value", ["", "nan", "many"])
def test_a_field_of_the_quality_that_is_empty_or_no_number_is_absent_alone(place: int, absent: str, value: str) -> None:
    assert absent_fields(fix_of(sentence(RMC), with_field(GGA, place, value))) == [absent]


def test_nowhere_is_no_position() -> None:
    rmc = RMC.replace("4717.11437,S,00833.91522,W", "0000.0000,N,00000.0000,E")
    with pytest.raises(NoFix, match="0 N 0 E"):
        fix_of(sentence(rmc), sentence(GGA))


def test_a_car_that_stands_has_no_course() -> None:
    fix = fix_of(with_field(RMC, 8, ""), sentence(GGA))
    assert isinstance(fix.course_deg, NothingToMeasure)
    assert fix.speed_kph == pytest.approx(0.926)


# GPS tells weeks modulo 1024: 1024 weeks before 9 December 2026 is 25 April 2007.
@pytest.mark.parametrize("day", ["250407", "311223", "060180", "", "991226", "abc", "2208-1", "220899"])
def test_a_date_that_cannot_be_is_no_time_but_the_place_is_right(day: str) -> None:
    fix = fix_of(with_field(RMC, 9, day), sentence(GGA))
    assert absent_fields(fix) == ["utc_s"]
    assert fix.latitude_deg == pytest.approx(-47.2852395)


@pytest.mark.parametrize(
    ("place", "value"),
    [(3, "47x7.11437"), (3, "4717"), (4, "X"), (5, "-0833.9"), (6, "N"), (1, "083560.00"), (1, "")],
)
def test_a_field_that_cannot_be_read_is_a_bad_frame(place: int, value: str) -> None:
    gga = with_field(GGA, 1, value) if place == 1 else sentence(GGA)
    with pytest.raises(BadFrame):
        fix_of(with_field(RMC, place, value), gga)


@pytest.mark.parametrize(
    ("place", "value"),
    [(3, "9000.0001"), (5, "18000.0001")],
)
def test_a_place_that_cannot_be_is_out_of_range(place: int, value: str) -> None:
    with pytest.raises(OutOfRange):
        fix_of(with_field(RMC, place, value), sentence(GGA))


@pytest.mark.parametrize(
    ("place", "value", "absent"),
    [
        *((7, value, "speed_kph") for value in ("-0.1", "1001", "nan", "fast", "")),
        *((8, value, "course_deg") for value in ("361", "inf")),
    ],
)
def test_a_movement_that_cannot_be_is_absent_and_the_place_stays(place: int, value: str, absent: str) -> None:
    fix = fix_of(with_field(RMC, place, value), sentence(GGA))
    assert absent_fields(fix) == [absent]
    assert fix.latitude_deg == pytest.approx(-47.2852395)


@pytest.mark.parametrize(
    ("place", "value", "absent"), [(7, "-1", "satellites"), (9, "-600", "altitude_m"), (9, "20000", "altitude_m")]
)
def test_a_quality_that_cannot_be_is_absent_and_the_place_stays(place: int, value: str, absent: str) -> None:
    assert absent_fields(fix_of(sentence(RMC), with_field(GGA, place, value))) == [absent]


OF_GGA, OF_RMC = ["altitude_m", "satellites", "hdop", "fix_quality"], ["speed_kph", "course_deg", "utc_s"]


@pytest.mark.parametrize(("text", "absent"), [(RMC, OF_GGA), (GGA, OF_RMC)])
def test_a_receiver_that_tells_one_half_only_has_a_place_from_the_second_on(text: str, absent: list[str]) -> None:
    fixes = FixAssembler()
    found = [fixes.take(with_field(text, 1, f"08360{second}.00")) for second in range(4)]
    assert found[0] is None
    assert [absent_fields(each) for each in found[1:]] == [absent] * 3


def test_a_half_that_was_damaged_once_costs_no_more_than_its_own_values_once() -> None:
    fixes = FixAssembler()
    told = [sentence(RMC), with_field(RMC, 1, "083600.00"), with_field(GGA, 1, "083600.00")]
    partial, whole = (fix for each in told if (fix := fixes.take(each)) is not None)
    assert (absent_fields(partial), absent_fields(whole)) == (OF_GGA, [])
    assert fixes.take(with_field(RMC, 1, "083601.00")) is None, "its other half is awaited again"


@pytest.mark.parametrize("texts", [(RMC, GGA), (RMC,), (GGA,)])
def test_a_moment_that_comes_again_and_again_is_reported_once(texts: tuple[str, ...]) -> None:
    fixes = FixAssembler()
    found = [fixes.take(sentence(text)) for text in texts * 10]
    assert len([fix for fix in found if fix is not None]) == 1


def test_a_moment_is_not_reported_again_after_a_new_beginning() -> None:
    fixes = FixAssembler()
    assert [fixes.take(sentence(RMC)) is None, fixes.take(sentence(GGA)) is None] == [True, False]
    fixes.take(sentence(RMC))
    fixes.begin_anew()
    assert fixes.take(sentence(GGA)) is None, "its other half is forgotten"
    assert fixes.take(sentence(RMC)) is None, "and both have been told"


def assembled(file: Path) -> tuple[list[GnssSample], list[DriverError]]:
    """What the assembler makes of a recording."""
    fixes, found, errors = FixAssembler(), list[GnssSample](), list[DriverError]()
    for frame in FrameCutter(START, measure).feed(file.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")):
        try:
            fix = fixes.take(frame)
        except DriverError as error:
            errors.append(error)
        else:
            found += [] if fix is None else [fix]
    return found, errors


def test_a_recording_after_the_week_rollover_has_a_place_and_no_date(data_dir: Path) -> None:
    found, errors = assembled(data_dir / "sensors" / "nmea_april6_2019.log")
    assert [type(each) for each in errors] == [NoFix], "the first sentence: V, and no date"
    assert [absent_fields(fix)[-1] for fix in found] == ["utc_s"], "2208-1 begins, 220899 is told"
    assert found[0].latitude_deg == pytest.approx(48.483342, abs=1e-6)


def test_a_recording_of_a_restart_after_the_rollover_has_no_fix_or_no_date(data_dir: Path) -> None:
    found, errors = assembled(data_dir / "sensors" / "nmea_gp-320fw-2019-04-07-coldboot.log")
    assert {type(each) for each in errors} == {NoFix}, "damaged sentences and NUL bytes are no frames"
    assert found
    assert all("utc_s" in absent_fields(fix) for fix in found)
    assert all(abs(fix.latitude_deg - 48.15) < 0.01 for fix in found)


def test_a_recording_before_the_rollover_has_the_wrong_years_of_its_time(data_dir: Path) -> None:
    found, errors = assembled(data_dir / "sensors" / "nmea_gp-320fw-2019-04-06-overflow.log")
    assert not errors
    assert all(absent_fields(fix) == ["utc_s"] for fix in found), "2019 is before this code"


def test_a_checksum_is_required() -> None:
    with pytest.raises(BadFrame, match="cannot be read"):
        FixAssembler().take(b"$" + RMC.encode() + b"\r\n")


field_texts = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E, exclude_characters="$*,"), max_size=12)
fields = (
    st.sampled_from(
        [
            *(
                "",
                "0",
                "083559.00",
                "083559",
                "A",
                "V",
                "N",
                "S",
                "E",
                "W",
                "4717.11437",
                "00833.91522",
                "1",
                "6",
                "08",
            ),
            *("nan", "inf", "-1", "1e400", "091226", "000000", "99.99", "500", "1_0"),
        ]
    )
    | field_texts
)
texts = st.builds(
    lambda talker, kind, values: f"{talker}{kind},{','.join(values)}",
    st.sampled_from(["GP", "GN", "GA", "P"]),
    st.sampled_from(["RMC", "GGA", "GSV", "MTK001"]),
    st.lists(fields, max_size=16),
)
changed = st.builds(
    lambda text, place, value: with_field(text, place, value).decode("ascii")[1:-5],
    st.sampled_from([RMC, GGA]),
    st.integers(1, 13),
    fields,
)


@given(st.lists(texts | changed | st.sampled_from([RMC, GGA]), max_size=6))
def test_any_sentences_raise_only_driver_errors_and_give_finite_numbers(told: list[str]) -> None:
    fixes = FixAssembler()
    for text in told:
        with suppress(DriverError):
            fix = fixes.take(sentence(text))
            if fix is not None:
                assert all(isinstance(each, DriverError) or math.isfinite(each) for each in astuple(fix))


@given(st.binary(max_size=100))
def test_any_bytes_raise_only_driver_errors(data: bytes) -> None:
    for head in (b"", b"$GPRMC", b"$GPGGA,"):
        with suppress(DriverError):
            FixAssembler().take(head + data)


def bursts(*kinds: str) -> list[GnssSample | NoFix | None]:
    """What is known after each of three seconds in which these sentences come, such as "BD RMC" or "-BD GGA"."""
    fixes, known = FixAssembler(), list[GnssSample | NoFix | None]()
    for second in (57, 58, 59):
        newest: GnssSample | NoFix | None = None
        for kind in kinds:
            try:
                newest = fixes.take(told(kind, second)) or newest
            except NoFix as error:
                newest = error
        known.append(newest)
    return known


def told(kind: str, second: int) -> bytes:
    talker, name = kind.removeprefix("-").split()
    has_fix = not kind.startswith("-")
    if name == "RMC":
        made = RMC if has_fix else "GNRMC,083559.00,V,,,,,,,091226,,,N,V"
    else:
        made = GGA if has_fix else "GNGGA,083559.00,,,,,0,00,99.99,,,,,,"
    return sentence(talker + made[2:].replace("083559", f"0835{second}"))


@pytest.mark.parametrize(
    "order",
    [
        ("GP RMC", "GP GGA", "-BD RMC", "-BD GGA"),
        ("-BD RMC", "-BD GGA", "GP RMC", "GP GGA"),
        ("GP RMC", "-BD RMC", "GP GGA", "-BD GGA"),
        ("-BD RMC", "GP RMC", "-BD GGA", "GP GGA"),
    ],
)
def test_one_system_without_a_fix_does_not_take_away_that_of_another(order: tuple[str, ...]) -> None:
    assert all(isinstance(each, GnssSample) for each in bursts(*order)[1:])


def test_where_the_system_with_the_fix_falls_silent_the_others_are_received() -> None:
    fixes = FixAssembler()
    assert fixes.take(told("GP RMC", 57)) is None
    assert isinstance(fixes.take(told("GP GGA", 57)), GnssSample)
    assert fixes.take(told("-BD RMC", 57)) is None
    with pytest.raises(NoFix):
        fixes.take(told("-BD RMC", 58))
    with pytest.raises(NoFix):
        fixes.take(told("-BD GGA", 58))
