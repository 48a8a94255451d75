"""The time zone of this computer, and the advice where none was set."""

import os
from collections.abc import Mapping
from pathlib import Path

_LINK, _NAME = "etc/localtime", "etc/timezone"
"""Where the zone is set (localtime(5)), and where older systems write its name."""

_NOBODYS = frozenset(("", "UTC", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "Etc/GMT", "GMT"))
"""Images come with these. A place that keeps universal time has a zone by its own name, such as Africa/Accra."""

HOW_TO_SET = "`sudo timedatectl set-timezone Europe/Berlin` sets it (`timedatectl list-timezones` has yours)"


def zone_in_force(root: Path = Path("/"), environ: Mapping[str, str] = os.environ) -> str:
    """Return the name of the zone; "" where there is none, and local times are those of universal time."""
    if named := environ.get("TZ"):
        return named
    try:
        return str((root / _LINK).readlink()).rpartition("zoneinfo/")[2]
    except OSError:  # no link: a copy of a zone's file, or nothing
        return _text(root / _NAME) if (root / _LINK).exists() else ""


def has_zone(root: Path = Path("/"), environ: Mapping[str, str] = os.environ) -> bool:
    """Return True where this computer has been told its zone: the one of a place, or any by the variable TZ."""
    return bool(environ.get("TZ")) or zone_in_force(root, environ) not in _NOBODYS


def advice(zone: str, *, is_told: bool) -> str:
    """Say which zone is in force, and what would be right where nobody has told one."""
    if is_told:
        return f"time zone: {zone}: a departure at 7:30 is at 7:30 there"
    reason = f"time zone: {zone or 'none'}, as where nobody has set one: a departure by the clock is refused until"
    return f"{reason} it is set: {HOW_TO_SET}; a place with universal time has a name, too, such as Africa/Accra"


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
