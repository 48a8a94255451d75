"""Read the configuration file: bytes to text to TOML to a Config; every error at once, each with its line and key.

A text that is no TOML is explained in terms of what people write.
"""

import codecs
import re
import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from tomllib import TOMLDecodeError

from firmware.config.draft import Draft
from firmware.config.installation import Config
from firmware.config.problem import Problem
from firmware.config.sound import nested_too_deeply, require_flat, require_readable
from firmware.config.source import Source
from firmware.errors import ConfigError
from firmware.runtime.one_line import one_line

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MAX_BYTES = 200_000
"""Twenty times what a large installation writes (engineering choice)."""

_UNREADABLE: Mapping[type[OSError], str] = {
    FileNotFoundError: "there is no such file; docs/homeward.toml is an example to copy and edit",
    IsADirectoryError: "it is a folder; name a file in it",
    PermissionError: "this user may not; try sudo, or be in the group that the file belongs to",
}
"""What is the matter, and what would be right."""

_MAX_LENGTH = 60
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)")

_HINTS: Mapping[str, str] = {
    "[\u2018\u2019\u201c-\u201e\u00ab\u00bb]": "quotes must be straight ones",
    r"[\u00a0\u2000-\u200f\u202f\ufeff]": "there is an invisible character in this line: write it anew",
    r"^\s*//": "a comment begins with #",
    r"^\s*[\w.-]+\s*:": "a key and its value have = between them",
    r"=\s*-?\d+,\d+\s*(#|$)": "the decimal sign is a point",
    r"=\s*(True|False|yes|no|on|off|Yes|No|On|Off)\b": "write true or false",
    r"=\s*-?0\d": "a number has no zero in front",
    r"=\s*[+-]?[\d.]+\s*(°|%|[A-Za-z])": "a number stands without its unit, which is in the name of the key",
    r'=\s*"[^"]*\\[^"]*"': "in double quotes \\ has a meaning of its own: write '...' or \\\\",
    r"=\s*(\"[^\"]*|'[^']*)$": "a quote is not closed",
    r"=\s*[A-Za-z_/]": "text stands in quotes",
    r"^\s*\[[^\]]*$": "a table's name ends with ], a list's with ]]",
    r"=\s*(#|$)": "the value is missing",
    r"^\s*[\w.-]+\s*(#|$)": "a key has = and a value",
}
"""What a line looks like, and what would be right; the first that fits counts."""

_HEADER = re.compile(r"\s*(\[+)\s*([\w.-]+)\s*\]+")
_REPEATED = ("Cannot overwrite a value", "Cannot declare")


class ConfigText:
    """A configuration as written. `config` is what could be made of it, `problems` are what is wrong with its form."""

    def __init__(self, text: str, *, source: str, folder: Path) -> None:
        """Raise ConfigError where it is no TOML at all."""
        text = text.removeprefix("\ufeff")
        require_readable(source, text)
        try:
            document = tomllib.loads(text)
        except TOMLDecodeError as error:
            raise ConfigError([_not_toml(source, text, error)]) from error
        except RecursionError as error:
            raise ConfigError([nested_too_deeply(source)]) from error
        require_flat(source, document)
        self._source = Source(source, text, document)
        self._draft = Draft(document, folder)
        self.config, self.problems = self._draft.config, self._draft.problems

    def lines(self, more: list[Problem]) -> list[str]:
        """Return a line for each of its own problems and of `more`, by their place in the file."""
        shown = [self._draft.as_written(each) for each in more if not self._draft.is_consequence(each)]
        return self._source.lines([*self.problems, *shown])


def read(file: Path) -> ConfigText:
    """Read `file`; raises ConfigError where nothing can be made of it."""
    try:
        if not (stat.S_ISREG(mode := file.stat().st_mode) or stat.S_ISDIR(mode)):
            raise ConfigError([f"{file}: cannot be read: it is no file but a device or a pipe; name a file"])
        with file.open("rb") as stream:
            content = stream.read(_MAX_BYTES + 1)
        if len(content) > _MAX_BYTES:
            raise ConfigError([f"{file}: is larger than {_MAX_BYTES // 1_000} kB: is it a configuration?"])
        if content.startswith(_UTF_16):
            raise ConfigError([f"{file}: is UTF-16 text: save it as UTF-8"])
        return ConfigText(content.decode("utf-8-sig"), source=str(file), folder=file.parent)
    except OSError as error:
        right = next((text for kind, text in _UNREADABLE.items() if isinstance(error, kind)), error.strerror)
        raise ConfigError([f"{file}: cannot be read: {right}"]) from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError([f"{file}:{line}: is not UTF-8 text (byte {error.start}): save it as UTF-8"]) from error


def load(file: Path) -> Config:
    """Read and check the form of `file`; raises ConfigError with one line for each thing that is wrong."""
    return _good(read(file))


def parse(text: str, *, source: str, folder: Path = Path()) -> Config:
    """Check the form of the TOML `text`; `source` names it in errors, relative paths in it are meant from `folder`."""
    return _good(ConfigText(text, source=source, folder=folder))


def _good(written: ConfigText) -> Config:
    if lines := written.lines([]):
        raise ConfigError(lines)
    return written.config


def _not_toml(source: str, text: str, error: TOMLDecodeError) -> str:
    """Return the line for `error` in `text`, with what is written there."""
    reason = str(error)
    place = _PLACE.search(reason)
    reason = _PLACE.sub("", reason)
    number = int(place[1]) if place and place[1] else len(text.splitlines())
    lines = text.splitlines()
    written = lines[number - 1] if 0 < number <= len(lines) else ""
    hint = _repeated(lines[: number - 1], written) if reason.startswith(_REPEATED) else _hint(written)
    return f"{source}:{number}: {one_line(written, _MAX_LENGTH)}: is not TOML: {reason}{hint}"


def _repeated(before: list[str], written: str) -> str:
    """Name the first place of the same header: that one may be the wrong one."""
    header = _HEADER.match(written)
    headers = ((number, _HEADER.match(line)) for number, line in enumerate(before, start=1))
    for number, first in headers:
        if header and first and header[2] == first[2]:
            return f"; line {number} has {first[0].strip()}: a table stands once, those of a list [[in two brackets]]"
    return "; each key and each table stands once; a list's tables are [[in two brackets]]"


def _hint(written: str) -> str:
    return next((f"; {right}" for shape, right in _HINTS.items() if re.search(shape, written)), "")
