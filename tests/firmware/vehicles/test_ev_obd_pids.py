import json
from pathlib import Path
from typing import Any

import pytest

from drivers.diagnostics.obd_codec import Query
from drivers.errors import OutOfRange
from firmware.config import CanConfig
from firmware.errors import ProfileError
from firmware.vehicles.profile import load, parse_ev_list
from firmware.wiring.vehicle_decoding import queries
from firmware.wiring.vehicle_polling import asked

LISTS = [
    *("Mini/MiniCooperSE", "aiways/u5", "ford/MachE", "gmc/bolt17", "gmc/bolt19", "hkmc/Ioniq5", "hkmc/hkmc2017"),
    *("hkmc/hkmc2019", "honda/eny1", "jaguar/ipace2019", "jaguar/ipace2021", "mg/mgzsev", "renault/zoe"),
    *("renault/zoe2", "volkswagen/MEB", "volkswagen/eGolf", "volkswagen/eUP"),
]


def document(*setup: str, **changes: str) -> dict[str, Any]:
    soc = {"equation": "A/2", "minValue": "0", "maxValue": "100.5", "command": "220101", "ecu": "7E4"}
    return {"init_commands": {"command": [*setup]}, "data_commands": {"command": ["220101"]}, "soc": soc | changes}


def query_of(what: dict[str, Any]) -> Query:
    text = json.dumps(what)
    (query,) = queries("car.json", parse_ev_list(text, source="car.json"))
    return query


def queries_of(file: Path) -> dict[str, Query]:
    return {query.point: query for query in queries(str(file), load(str(file)))}


@pytest.mark.parametrize("name", LISTS)
def test_every_list_of_the_collection_loads(data_dir: Path, name: str) -> None:
    queries = queries_of(data_dir / "obd" / "ev-obd-pids" / f"{name}.json")
    assert {"vehicle.soc_pct", "vehicle.pack_a"} <= queries.keys()
    assert all(query.answer_id for query in queries.values())


def test_a_list_tells_range_and_formula() -> None:
    query = query_of(document())
    assert (query.point, query.name, query.low, query.high) == ("vehicle.soc_pct", "220101", 0.0, 100.5)
    assert query.formula.value(b"\x64") == 50.0


@pytest.mark.parametrize(
    ("setup", "ecu", "answer_id", "address"),
    [
        ((), "7E4", 0x7EC, None),
        ((), "7EC", 0x7EC, None),
        ((), "781", 0x789, None),
        ((), "DADAF1", 0x18DAF1DA, None),
        ((), "", None, None),
        (("ATSH7E4",), "", 0x7EC, None),
        (("ATCRA7BB",), "7E4", 0x7BB, None),
        (("ATSH6F1", "ATCRA607", "AT CEA 07"), "607", 0x607, 0xF1),
    ],
)
def test_the_answers_id_is_read_from_the_dongles_commands(
    setup: tuple[str, ...], ecu: str, answer_id: int | None, address: int | None
) -> None:
    query = query_of(document(*setup, ecu=ecu))
    assert (query.answer_id, query.address) == (answer_id, address)


@pytest.mark.parametrize(
    ("setup", "request_id", "target"),
    [
        ((), None, None),
        (("ATSH7E4",), 0x7E4, None),
        (("ATSH18DA01F1", "ATCRA18DAF101"), 0x18DA01F1, None),
        (("ATCP18", "ATSHDADBF1", "ATCRA18DAF1DB"), 0x18DADBF1, None),
        (("ATSHDADBF1", "ATCRA18DAF1DB"), 0x18DADBF1, None),
        (("ATSH FC007B", "ATCP 17", "ATCRA17FE007B"), 0x17FC007B, None),
        (("ATSH6F1", "ATCRA607", "ATCEA07"), 0x6F1, 0x07),
    ],
)
def test_by_which_id_to_ask_is_read_from_them_too(
    setup: tuple[str, ...], request_id: int | None, target: int | None
) -> None:
    query = query_of(document(*setup, ecu="7E4"))
    assert (query.request_id, query.target) == (request_id, target)


def test_a_value_that_names_another_control_unit_is_asked_of_that_one() -> None:
    query = query_of(document("ATSH7E2", ecu="7E4"))
    assert (query.answer_id, query.request_id) == (0x7EC, None)


@pytest.mark.parametrize("name", LISTS)
def test_all_of_the_collection_that_a_car_gives_can_be_asked(data_dir: Path, name: str) -> None:
    config = CanConfig(name="car", vehicle=str(data_dir / "obd" / "ev-obd-pids" / f"{name}.json"))
    assert {each.pdu for each in asked(config)} == {each.request for each in queries_of(Path(config.vehicle)).values()}


def test_a_request_may_be_a_whole_frame() -> None:
    assert query_of(document(command="0322028C55555555")).name == "22028C"


def test_what_is_no_point_of_ours_is_left_out() -> None:
    profile = parse_ev_list(json.dumps(document() | {"soh": document()["soc"]}), source="car.json")
    assert profile.points == ("vehicle.soc_pct",)


def test_a_formula_that_cannot_be_worked_out_gives_no_value(data_dir: Path) -> None:
    # As written, its shifts take everything right of them: "A<<32+B<<16+C<<8+D-150000".
    query = queries_of(data_dir / "obd" / "ev-obd-pids" / "volkswagen" / "MEB.json")["vehicle.pack_a"]
    with pytest.raises(OutOfRange):
        query.formula.value(bytes([0, 2, 73, 240]))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("{", "car.json: is not JSON: "),
        ("[" * 100_000, "car.json: is not JSON: "),
        ("[]", "car.json: is not a list of EV diagnostics: "),
        ("{}", "car.json: needs at least one [[signals]] or [[queries]]"),
        (json.dumps(document(command="AT Z")), "car.json: queries[0].request = 'AT Z': String should match pattern"),
        (json.dumps(document(minValue="low")), "car.json: queries[0].low = 'low': Input should be a valid number"),
        (json.dumps(document(maxValue="-1")), "car.json: queries[0]: low 0 must be below high -1"),
        ('{"soc": {}}', "car.json: queries[0].request = '': String should match pattern"),
        ('{"soc": {"ecu": 3, "command": []}, "init_commands": 7}', "car.json: queries[0].request = '[]': "),
        ('{"soc": {}, "init_commands": {"command": 7}}', "car.json: queries[0].request = '': "),
    ],
)
def test_a_bad_list_is_one_line_for_each_error(text: str, line: str) -> None:
    with pytest.raises(ProfileError) as caught:
        parse_ev_list(text, source="car.json")
    assert str(caught.value).startswith(line)
