"""Each kind of box has what it needs and nothing that it cannot have; each compartment gets its cold in a known way."""

from pathlib import Path

import pytest

from controller import AirFlow, BoxKind
from firmware.checks.configuration import load_checked, problems
from firmware.config.file import parse
from firmware.errors import ConfigError

DOCS = Path(__file__).resolve().parents[3] / "docs"
PLATE = 'name = "plate"\nchip = "ds18b20"\none_wire = "28-0316a2797d5c"\ngives = { temperature_c = "fridge.plate_c" }\n'


def boxes(*names: str, **more: str) -> str:
    return "".join(f'[[fridge.compartments]]\nname = "{name}"\n{more.get(name, "")}\n' for name in names)


def sensors(*names: str) -> str:
    tables = (
        f'[[sensors]]\nname = "{name}"\nchip = "tmp117"\ni2c = "main"\naddress = {0x48 + index}\n'
        f'gives = {{ temperature_c = "fridge.{name}.air_c" }}\n'
        for index, name in enumerate(names)
    )
    return '[[i2c]]\nname = "main"\nbus = 1\n' + "".join(tables)


def outputs(*names: str, kind: str = "pwm") -> str:
    return "".join(
        f'[[outputs]]\nname = "{name}"\npin = {10 + index}\nkind = "{kind}"\n' for index, name in enumerate(names)
    )


def kind(name: str) -> str:
    return f'[fridge]\nkind = "{name}"\n'


def lines_of(folder: Path, text: str) -> list[str]:
    file = folder / "car.toml"
    file.write_text(text)
    try:
        load_checked(file)
    except ConfigError as error:
        return [line.removeprefix(str(file)) for line in error.lines]
    return []


FROZEN = boxes("ice", "food", ice='profile = "freezer"')
SPILLED = sensors("ice", "food") + outputs("compressor", "fan.food")
MODULE = boxes("food") + sensors("food") + outputs("thermoelectric", "hot_side_fan", "fan.food")
BAD = {
    "set-point outside the band": (
        boxes("pills", pills='profile = "medicine"\nset_point_c = 12.0') + sensors("pills") + outputs("compressor"),
        ':4: fridge.compartments[0].set_point_c = 12.0 (compartment "pills"): must be from 3.5 to 7',
    ),
    "set-point of food outside the band of food": (
        boxes("food", food="set_point_c = 12.0") + sensors("food") + outputs("compressor"),
        ':3: fridge.compartments[0].set_point_c = 12.0 (compartment "food"): must be from 1 to 8',
    ),
    "set-point beyond all numbers": (
        boxes("food", food="set_point_c = 1e160") + sensors("food") + outputs("compressor"),
        ':3: fridge.compartments[0].set_point_c = 1e160 (compartment "food"): must be from 1 to 8',
    ),
    "three compartments with two fans": (
        boxes("a", "b", "c") + sensors("a", "b", "c") + outputs("compressor", "fan.a", "fan.b"),
        (
            ':7: fridge.compartments[2] (compartment "c"): "c" has no fan or damper, and a and b have one: an'
            ' output "fan.c" is missing, or write air_flow = "still" where cold only creeps in'
        ),
    ),
    "one fan for two": (
        boxes("a", "b") + sensors("a", "b") + outputs("compressor", "fan.b"),
        (
            ':1: fridge.compartments[0] (compartment "a"): "a" has no fan or damper, and b has one: an output'
            ' "fan.a" is missing, or write air_flow = "still" where cold only creeps in'
        ),
    ),
    "still air with a fan": (
        boxes("food", food='air_flow = "still"') + sensors("food") + outputs("compressor", "fan.food"),
        (
            ':3: fridge.compartments[0].air_flow = "still" (compartment "food"): the output "fan.food" moves its'
            ' air: write "fan" or "damper", or take that output away'
        ),
    ),
    "five compartments": (
        boxes("a", "b", "c", "d", "e") + sensors("a") + outputs("compressor"),
        ":1: fridge.compartments: must be at most 4, with different names (here: a, b, c, d, e)",
    ),
    "spill-over without a freezer part": (
        kind("spill-over") + boxes("ice", "food") + SPILLED,
        (
            ':2: fridge.kind = "spill-over": needs one compartment with profile = "freezer", which has the'
            " plate, and others that it spills over to (here: ice food, food food)"
        ),
    ),
    "spill-over to nobody": (
        kind("spill-over") + boxes("ice", ice='profile = "freezer"') + sensors("ice") + outputs("compressor"),
        (
            ':2: fridge.kind = "spill-over": needs one compartment with profile = "freezer", which has the'
            " plate, and others that it spills over to (here: ice freezer)"
        ),
    ),
    "spill-over without a fan": (
        kind("spill-over") + FROZEN + sensors("ice", "food") + outputs("compressor"),
        (
            ':6: fridge.compartments[1] (compartment "food"): "food" has no fan or damper: an output "fan.food"'
            ' is missing, or write air_flow = "still" where cold only creeps in'
        ),
    ),
    "a misspelt freezer part": (
        kind("spill-over") + FROZEN.replace("freezer", "frezer") + SPILLED,
        (
            ':5: fridge.compartments[0].profile = "frezer" (compartment "ice"): must be one of "food",'
            ' "freezer", "medicine", "custom"; did you mean "freezer"?'
        ),
    ),
    "a misspelt kind": (
        kind("spillover") + FROZEN + SPILLED,
        (
            ':2: fridge.kind = "spillover": must be one of "compressor", "spill-over", "thermoelectric"; did you'
            ' mean "spill-over"?'
        ),
    ),
    "a misspelt kind that all else hangs on": (
        kind("peltier") + "[fridge.thermoelectric]\nswitch_s = 60.0\n" + MODULE,
        ':2: fridge.kind = "peltier": must be one of "compressor", "spill-over", "thermoelectric"',
    ),
    "compressor times in a thermoelectric box": (
        kind("thermoelectric") + "[fridge.compressor]\nmin_on_s = 120.0\nmin_off_s = 180.0\n" + MODULE,
        (
            ':3: fridge.compressor: must not be there: a box of the kind "thermoelectric" has no compressor,'
            " leave its times out"
        ),
    ),
    "a module's figures in a box with a compressor": (
        "[fridge.thermoelectric]\nswitch_s = 60.0\n" + boxes("food") + sensors("food") + outputs("compressor"),
        (
            ':1: fridge.thermoelectric: must not be there: a box of the kind "compressor" has no module, leave'
            ' it out or write kind = "thermoelectric"'
        ),
    ),
    "a plate sensor where there is no plate": (
        kind("thermoelectric") + MODULE + "[[sensors]]\n" + PLATE,
        (
            ':31: sensors[1].gives.temperature_c = "fridge.plate_c" (sensor "plate"): a box of the kind'
            ' "thermoelectric" has no evaporator plate: its cold side may be "extra.cold_side_c"'
        ),
    ),
    "a compressor in a thermoelectric box": (
        kind("thermoelectric") + boxes("food") + sensors("food") + outputs("compressor", "fan.food"),
        (
            ':16: outputs[0].name = "compressor": is no output of a box of the kind "thermoelectric", whose cold'
            ' comes from the output "thermoelectric": write the right kind in [fridge], or another output'
        ),
    ),
    "a module in a box with a compressor": (
        MODULE.replace('[[outputs]]\nname = "hot_side_fan"\npin = 11\nkind = "pwm"\n', ""),
        (
            ':14: outputs[0].name = "thermoelectric": is no output of a box of the kind "compressor", whose cold'
            ' comes from the output "compressor": write the right kind in [fridge], or another output'
        ),
    ),
}


@pytest.mark.parametrize(("text", "line"), BAD.values(), ids=BAD)
def test_one_line_says_what_where_and_what_would_be_right(tmp_path: Path, text: str, line: str) -> None:
    assert lines_of(tmp_path, text) == [line]


@pytest.mark.parametrize(
    "text",
    [
        kind("spill-over") + FROZEN + SPILLED,
        kind("spill-over")
        + FROZEN.replace('"food"\n', '"food"\nair_flow = "still"\n')
        + SPILLED.partition("[[out")[0]
        + outputs("compressor"),
        kind("thermoelectric") + MODULE,
        kind("thermoelectric") + boxes("food") + sensors("food") + outputs("thermoelectric", kind="relay"),
        boxes("a", "b", "c", "d") + sensors("a", "b", "c", "d") + outputs("compressor"),
        boxes("a", "b", "c", c='air_flow = "still"') + sensors("a", "b", "c") + outputs("compressor", "fan.a", "fan.b"),
        boxes("a", "b", b='mode = "off"') + sensors("a") + outputs("compressor", "fan.a"),
    ],
    ids=("spill-over", "still spill-over", "module", "switched module", "four", "one still", "one off"),
)
def test_what_fits_is_good(tmp_path: Path, text: str) -> None:
    assert lines_of(tmp_path, text) == []


@pytest.mark.parametrize("file", sorted(DOCS.glob("*.toml")), ids=lambda file: file.stem)
def test_every_example_that_is_handed_out_is_good(file: Path) -> None:
    assert problems(load_checked(file)) == []


def test_there_is_an_example_of_every_kind() -> None:
    assert {load_checked(file).fridge.kind for file in DOCS.glob("*.toml")} == {*BoxKind}


def test_what_is_wired_tells_what_a_box_can_do() -> None:
    air = boxes("a", "b", b='air_flow = "damper"') + sensors("a", "b")
    bare, wired = (
        parse(air + outputs(*names), source="car.toml").settings for names in (("blower",), ("compressor", "fan.b"))
    )
    assert [(one.air_flow, one.cooled) for one in bare.fridge.compartments] == [(AirFlow.STILL, False)] * 2
    assert [(one.air_flow, one.cooled) for one in wired.fridge.compartments] == [
        (AirFlow.STILL, True),
        (AirFlow.DAMPER, True),
    ]
    for how, is_proportional in (("pwm", True), ("relay", False)):
        text = kind("thermoelectric") + boxes("food") + sensors("food") + outputs("thermoelectric", kind=how)
        assert parse(text, source="car.toml").settings.fridge.thermoelectric.proportional is is_proportional
