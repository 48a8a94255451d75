"""What the models say of each place in the file, as JSON Schema: known keys, types, ranges."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from firmware.config.installation import Config
from firmware.problem import KeyPath

Node = Mapping[str, Any]


@cache
def schema() -> Node:
    """The schema of the whole file."""
    return Config.model_json_schema()


def node_at(path: KeyPath) -> Node:
    """What stands at `path`; empty where nothing is known there."""
    node = _resolved(schema())
    for key in path:
        if isinstance(key, int):
            below = node.get("items", {})
        else:
            below = node.get("properties", {}).get(key) or node.get("additionalProperties") or {}
        node = _resolved(below)
    return node


def known_keys(path: KeyPath) -> tuple[str, ...]:
    """The keys of the table at `path`."""
    return tuple(node_at(path).get("properties", ()))


def _resolved(node: Node) -> Node:
    """What a reference means, and what is optional when it is there."""
    for choice in node.get("anyOf", ()):
        if choice.get("type") != "null":
            return _resolved({**node, "anyOf": (), **choice})
    if "$ref" in node:
        own = {key: value for key, value in node.items() if key != "$ref"}
        return {**schema()["$defs"][node["$ref"].rpartition("/")[2]], **own}
    return node
