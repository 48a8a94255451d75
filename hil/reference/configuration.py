"""Write docs/configuration.md from the models themselves: sections and keys, chips, outputs, points, cars."""

import argparse
import ast
import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from enum import Enum
from itertools import pairwise
from math import isnan
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from controller.errors import SettingsError
from controller.settings import CompartmentSettings, PidTuning
from firmware.config import Config
from firmware.config.cargo import Budget, Cargo, KineticLimit, Limit, ShelfLife
from firmware.config.cargo_profiles import PROFILES
from firmware.config.fields import PATTERNS
from firmware.config.form import range_of
from firmware.config.json_schema import node_at
from firmware.config.problem import KeyPath
from hil.reference import alarm_tables, box_kinds
from hil.reference.choices import choices

FILE = Path(__file__).resolve().parents[2] / "docs" / "configuration.md"

_HEAD = """# Configuration reference

Every section and every key of the configuration file, made from the program itself by `make reference`.
`homeward check FILE` holds a file against it; `docs/homeward.toml` is an example to copy, `docs/first-use.md` shows
what is said of mistakes.

Keys are named with their unit. A range that depends on other keys is the one beside their defaults; of compartments,
that of the profile food. Relative paths are meant from the folder of the file.
"""

_UNITS = {
    "_k_h": "K/h",
    "_m3_h": "m³/h",
    "_ugm3": "µg/m³",
    "per_k": "1/K",
    "per_h": "1/h",
    "_pct": "%",
    "_ppm": "ppm",
    "_hz": "Hz",
    "_m3": "m³",
    "_mb": "MB",
    "kbit": "kbit",
    "baud": "bit/s",
    "_ohm": "Ω",
    "_c": "°C",
    "_k": "K",
    "_s": "s",
    "_v": "V",
    "_w": "W",
    "_a": "A",
}
_LARGE = 10**12
_Missing = type(MISSING)
_EXAMPLES: Mapping[type[Any], Any] = {
    CompartmentSettings: CompartmentSettings(name="food"),
    PidTuning: PidTuning(0.3, 300.0),
    Cargo: PROFILES[0],
    Limit: PROFILES[0].limits[0],
    KineticLimit: KineticLimit(max_c=25.0, window_s=3_600.0),
    Budget: Budget(above_c=8.0, for_s=3_600.0),
    ShelfLife: ShelfLife(days=7.0, at_c=5.0, q10=3.0),
}
"""Of the classes that have keys without a default."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `python -m hil reference`."""
    parser.add_argument(
        "--file",
        type=Path,
        default=FILE,
        metavar="FILE",
        help=f"write it there, docs/boxes.md and docs/for-owners.md beside it [{FILE}]",
    )


def main(options: argparse.Namespace) -> int:
    """Write the pages that are made from the code."""
    options.file.write_text(reference(), encoding="utf-8")
    (options.file.parent / box_kinds.FILE.name).write_text(box_kinds.page(), encoding="utf-8")
    owners = options.file.parent / alarm_tables.FILE.name
    if owners.exists():
        owners.write_text(alarm_tables.written(owners.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


def reference() -> str:
    """Write the whole page."""
    return "\n".join((_HEAD, *_sections(Config, ()), *choices()))


def _sections(model: type[Any], path: KeyPath) -> Iterator[str]:
    """Yield the keys of `model`, then the sections below it."""
    yield f"## {_title(path)}\n"
    yield f"{inspect.cleandoc(model.__doc__ or '')}\n"
    yield "| key | type | default | unit | range | what it does |\n|---|---|---|---|---|---|"
    below: list[tuple[type[Any], KeyPath]] = []
    for name, default in _defaults(model).items():
        own = (*path, name)
        yield _row(own, model, default)
        section = _section_of(own, model)
        if section is not None:
            below.append(section)
    yield ""
    for section in below:
        yield from _sections(*section)


def _title(path: KeyPath) -> str:
    if not path:
        return "The file"
    name = ".".join(str(key) for key in path if isinstance(key, str))
    return f"`[[{name}]]`" if isinstance(path[-1], int) else f"`[{name}]`"


def _row(path: KeyPath, model: type[Any], default: Any) -> str:
    name = str(path[-1])
    unit = next((unit for ending, unit in _UNITS.items() if name.endswith(ending)), "")
    text = _documented(model).get(name, "").replace("|", "\\|").replace("\n", " ")
    return f"| `{name}` | {_type(path)} | {_shown(default)} | {unit} | {_range(path, model)} | {text} |"


def _type(path: KeyPath) -> str:
    node = node_at(path)
    if "enum" in node:
        return ", ".join(f"`{each}`" for each in node["enum"])
    kind = str(node.get("type"))
    if kind == "array":
        return "list of numbers" if node["items"].get("type") in {"integer", "number"} else "list of tables"
    words = {"object": "table", "integer": "whole number", "number": "number", "boolean": "true or false"}
    return words.get(kind, "text")


def _range(path: KeyPath, model: type[Any]) -> str:
    node = node_at(path)
    if "pattern" in node:
        return PATTERNS[node["pattern"]]
    return range_of(path).strip(" ,").removeprefix("from ") or _checked_range(str(path[-1]), model)


def _checked_range(name: str, model: type[Any]) -> str:
    """Return the words of the class itself when it is given too much."""
    if not is_dataclass(model) or isinstance(_defaults(model)[name], bool):
        return ""
    example: Any = _EXAMPLES.get(model) or model()
    if not isinstance(getattr(example, name), int | float):
        return ""
    try:
        replace(example, **{name: _LARGE})
    except SettingsError as error:
        found = re.search(rf"\b{name} = \S+: must be (?:from )?(.+?)(?:;|$)", str(error))
        return found[1] if found else ""
    return ""


def _defaults(model: type[Any]) -> Mapping[str, Any]:
    """Return the default of each key; MISSING where it must be given."""
    if issubclass(model, BaseModel):
        found = {name: field.get_default(call_default_factory=True) for name, field in model.model_fields.items()}
        return {name: MISSING if value is PydanticUndefined else value for name, value in found.items()}
    return {
        field.name: field.default_factory() if field.default_factory is not MISSING else field.default
        for field in fields(model)
    }


def _shown(default: Any) -> str:
    match default:
        case _Missing():
            text = "**must be given**"
        case None | () | {} if default in (None, (), {}):
            text = "none"
        case BaseModel():
            text = "as below"
        case tuple():
            text = ", ".join(f"`{each.name}`" for each in default)
        case bool():
            text = f"`{str(default).lower()}`"
        case Enum():
            text = f"`{default.value}`"
        case float() if isnan(default):
            text = "by the profile"
        case _:
            text = "as below" if is_dataclass(default) else f"`{default}`"
    return text


def _section_of(path: KeyPath, model: type[Any]) -> tuple[type[Any], KeyPath] | None:
    """Return the class of what stands at `path`, where that has keys of its own."""
    hint = inspect.get_annotations(model, eval_str=True)[str(path[-1])]
    choices = [hint, *get_args(hint)]
    for each in choices:
        if isinstance(each, type) and (is_dataclass(each) or issubclass(each, BaseModel)):
            is_list = node_at(path).get("type") == "array"
            return each, (*path, 0) if is_list else path
    return None


def _documented(model: type[Any]) -> Mapping[str, str]:
    """Return the text below each field of a class."""
    (tree,) = ast.parse(inspect.getsource(model)).body
    body = tree.body if isinstance(tree, ast.ClassDef) else []
    return {
        field.target.id: inspect.cleandoc(text.value.value)
        for field, text in pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }
