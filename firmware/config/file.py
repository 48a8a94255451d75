"""The file itself: bytes to text to TOML to what can be made of it; every error at once, each with its line and key."""

import codecs
import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path

from firmware.config.draft import Draft
from firmware.config.installation import Config
from firmware.config.problem import Problem
from firmware.config.sound import nested_too_deeply, require_flat, require_readable
from firmware.config.source import Source
from firmware.config.syntax import not_toml
from firmware.errors import ConfigError

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MOST_BYTES = 200_000
"""Twenty times what a large installation writes (engineering choice)."""

_UNREADABLE: Mapping[type[OSError], str] = {
    FileNotFoundError: "there is no such file; docs/homeward.toml is an example to copy and edit",
    IsADirectoryError: "it is a folder; name a file in it",
    PermissionError: "this user may not; try sudo, or be in the group that the file belongs to",
}
"""What is the matter, and what would be right."""


class ConfigText:
    """A configuration as written. `config` is what could be made of it, `problems` are what is wrong with its form."""

    def __init__(self, text: str, *, source: str, folder: Path) -> None:
        """Raise ConfigError where it is no TOML at all."""
        text = text.removeprefix("\ufeff")
        require_readable(source, text)
        try:
            document = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ConfigError([not_toml(source, text, error)]) from error
        except RecursionError as error:
            raise ConfigError([nested_too_deeply(source)]) from error
        require_flat(source, document)
        self._source = Source(source, text, document)
        self._draft = Draft(document, folder)
        self.config, self.problems = self._draft.config, self._draft.problems

    def lines(self, more: list[Problem]) -> list[str]:
        """A line for each of its own problems and of `more`, by their place in the file."""
        told = [self._draft.as_written(each) for each in more if not self._draft.is_consequence(each)]
        return self._source.lines([*self.problems, *told])


def read(file: Path) -> ConfigText:
    """Read `file`; raises ConfigError where nothing can be made of it."""
    try:
        if not (stat.S_ISREG(mode := file.stat().st_mode) or stat.S_ISDIR(mode)):
            raise ConfigError([f"{file}: cannot be read: it is no file but a device or a pipe; name a file"])
        with file.open("rb") as stream:
            content = stream.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
            raise ConfigError([f"{file}: is larger than {_MOST_BYTES // 1_000} kB: is it a configuration?"])
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
