"""Fonts that are installed on this computer, found by the names that Debian's packages give their files.

None is shipped: those of Chinese alone are several megabytes, and a computer that shows the language has them.
"""

import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from firmware.errors import FirmwareError


@dataclass(frozen=True, slots=True, kw_only=True)
class FontFamily:
    """A font as the files of `package`; without a bold one, bold letters are drawn with a thicker line.

    `number` is its place in a file that holds several.
    """

    name: str
    regular: str
    bold: str | None
    package: str
    number: int = 0


_DEJAVU = FontFamily(
    name="DejaVu Sans", regular="DejaVuSans.ttf", bold="DejaVuSans-Bold.ttf", package="fonts-dejavu-core"
)
_NOTO = FontFamily(
    name="Noto Sans", regular="NotoSans-Regular.ttf", bold="NotoSans-Bold.ttf", package="fonts-noto-core"
)
_LIBERATION = FontFamily(
    name="Liberation Sans",
    regular="LiberationSans-Regular.ttf",
    bold="LiberationSans-Bold.ttf",
    package="fonts-liberation",
)
_NOTO_ARABIC = FontFamily(
    name="Noto Naskh Arabic",
    regular="NotoNaskhArabic-Regular.ttf",
    bold="NotoNaskhArabic-Bold.ttf",
    package="fonts-noto-core",
)
_NOTO_CJK = FontFamily(
    name="Noto Sans CJK SC",
    regular="NotoSansCJK-Regular.ttc",
    bold="NotoSansCJK-Bold.ttc",
    package="fonts-noto-cjk",
    number=2,
)
_MICRO_HEI = FontFamily(name="WenQuanYi Micro Hei", regular="wqy-microhei.ttc", bold=None, package="fonts-wqy-microhei")
_ZEN_HEI = FontFamily(name="WenQuanYi Zen Hei", regular="wqy-zenhei.ttc", bold=None, package="fonts-wqy-zenhei")
_DROID = FontFamily(
    name="Droid Sans Fallback", regular="DroidSansFallbackFull.ttf", bold=None, package="fonts-droid-fallback"
)

_LATIN = (_NOTO, _DEJAVU, _LIBERATION)
_CHINESE = (_MICRO_HEI, _ZEN_HEI, _DROID, _NOTO_CJK)
_ARABIC = (_NOTO_ARABIC, _DEJAVU)
"""Noto Naskh has a sign of its own for each letter also where two are joined, so that text can be taken out again."""

_FAMILIES: Mapping[str, tuple[FontFamily, ...]] = {"en": _LATIN, "de": _LATIN, "zh": _CHINESE, "ar": _ARABIC}
"""The families that have the letters of a language, the best one first."""

_SYMBOLS = (_DEJAVU,)
"""Families with signs that others lack."""

_SCRIPTS = (("CJK", _CHINESE), ("ARABIC", _ARABIC))
"""Words in the Unicode names of letters, and the families for these."""

_LANGUAGE_NAMES = {"en": "Latin", "de": "Latin", "zh": "Chinese", "ar": "Arabic"}

FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / ".fonts",
)
"""Where fonts are, by the configuration of fontconfig as Debian ships it."""


class FontMissing(FirmwareError):
    """A page needs letters that no installed font has; the text says which package has them."""


@dataclass(frozen=True, slots=True)
class Font:
    """An installed family and its files."""

    family: FontFamily
    regular: Path
    bold: Path | None


def installed(folders: Iterable[Path] = FOLDERS) -> Mapping[str, Path]:
    """Return every font file below `folders` by its name."""
    return {name: Path(where, name) for folder in folders for where, _, names in os.walk(folder) for name in names}


def fonts_for(language: str, files: Mapping[str, Path]) -> tuple[Font, ...]:
    """Return the font of a language, and then those that may have the letters that it lacks.

    Raises FontMissing where there is none of the language.
    """
    own = next(_found(_FAMILIES[language], files), None)
    if own is None:
        package = _FAMILIES[language][0].package
        raise FontMissing(f"no font with {_LANGUAGE_NAMES[language]} letters is installed: sudo apt install {package}")
    others = (next(_found(families, files), None) for families in (_LATIN, _SYMBOLS, _ARABIC, _CHINESE))
    return tuple(dict.fromkeys([own, *(font for font in others if font is not None)]))


def package_with(letters: str) -> str:
    """Return the Debian package that most likely has `letters`."""
    names = " ".join(unicodedata.name(letter, "") for letter in letters)
    family = next((families[0] for word, families in _SCRIPTS if word in names), _NOTO)
    return family.package


def _found(families: Iterable[FontFamily], files: Mapping[str, Path]) -> Iterator[Font]:
    for family in families:
        if family.regular in files:
            yield Font(family, files[family.regular], files.get(family.bold or ""))
