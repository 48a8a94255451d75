"""The models' knowledge of each place in the file, as JSON Schema: known keys, types, ranges."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from firmware.config.installation import Config
from firmware.config.problem import KeyPath, near

Node = Mapping[str, Any]


@cache
def schema() -> Node:
    """Return the schema of the whole file."""
    return Config.model_json_schema()


def node_at(path: KeyPath) -> Node:
    """Return the schema at `path`; empty where nothing is known there."""
    node = _resolved(schema())
    for key in path:
        if isinstance(key, int):
            below = node.get("items", {})
        else:
            below = node.get("properties", {}).get(key) or node.get("additionalProperties") or {}
        node = _resolved(below)
    return node


def known_keys(path: KeyPath) -> tuple[str, ...]:
    """Return the keys of the table at `path`."""
    return tuple(node_at(path).get("properties", ()))


def homes(key: str) -> tuple[str, ...]:
    """Return the headers of all tables that have `key`, as a person writes them."""
    return tuple(header for header, keys in _tables() if key in keys)


def meant_key(path: KeyPath) -> str | None:
    """Return the key that an unknown one is like; none for a key that belongs to another table."""
    return None if homes(str(path[-1])) else near(str(path[-1]), known_keys(path[:-1]))


@cache
def _tables() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """List every table: its header, its keys."""
    return (("the top of the file", known_keys(())), *_tables_below(()))


def _tables_below(path: KeyPath) -> Iterator[tuple[str, tuple[str, ...]]]:
    for key in known_keys(path):
        below: KeyPath = (*path, key)
        is_list = node_at(below).get("type") == "array"
        below = (*below, 0) if is_list else below
        if keys := known_keys(below):
            name = ".".join(each for each in below if isinstance(each, str))
            yield f"[[{name}]]" if is_list else f"[{name}]", keys
            yield from _tables_below(below)


def _resolved(node: Node) -> Node:
    """Follow a reference, and take the value of an optional one."""
    for choice in node.get("anyOf", ()):
        if choice.get("type") != "null":
            return _resolved({**node, "anyOf": (), **choice})
    if "$ref" in node:
        own = {key: value for key, value in node.items() if key != "$ref"}
        return {**schema()["$defs"][node["$ref"].rpartition("/")[2]], **own}
    return node
