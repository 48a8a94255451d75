"""homeward record export, report: what leaves the record as a file for people or programs."""

import argparse
import json
import os
import socket
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from firmware.cli.record_access import moment, proven, record_of, writing
from firmware.coldchain.rows import opened
from firmware.errors import ConfigError
from firmware.languages.local_forms import LocalForms, TemperatureUnit
from firmware.languages.words import LANGUAGES, Words, language_of_person
from firmware.reports.export import COLUMNS, Table, Wanted, exported
from firmware.reports.export_formats import FILES, TEXTS, local_csv_lines
from firmware.reports.gathering import Source, page_of
from firmware.reports.html import as_html
from firmware.reports.page import Page
from firmware.reports.pdf import as_pdf
from firmware.reports.sheet import Writer
from firmware.reports.tables import as_csv, as_json

_TERMINAL = Path("-")


def export_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the export."""
    parser.add_argument("--from", dest="since", type=moment, metavar="TIME", help="such as 2026-11-30T08:00 [all]")
    parser.add_argument("--to", dest="until", type=moment, metavar="TIME", help="the end of the time [now]")
    parser.add_argument("--format", choices=(*TEXTS, *FILES), default="csv", help="[csv]")
    parser.add_argument("--table", choices=tuple(Table), default=Table.MINUTES, type=Table, help="[minutes]")
    parser.add_argument("--compartment", metavar="NAME", help="of this one only [all]")
    parser.add_argument("--out", type=Path, metavar="FILE", default=_TERMINAL, help="write it there [the terminal]")
    forms_arguments(parser)


def export(options: argparse.Namespace) -> int:
    """Export a time of the record."""
    forms = forms_of(options)
    wanted = Wanted(
        table=options.table,
        from_s=options.since or 0.0,
        to_s=options.until or float("inf"),
        compartment=options.compartment,
    )
    columns = COLUMNS[wanted.table]
    rows = exported(record_of(options), wanted, forms)
    if options.format in FILES:
        if options.out == _TERMINAL:
            raise ConfigError([f"--format {options.format}: must have --out FILE"])
        count = FILES[options.format](options.out, columns, rows, forms)
    else:
        write = local_csv_lines if options.format == "csv" and options.language else TEXTS[options.format]
        try:
            with _opened_for_writing(options.out) as out:
                count = write(out, columns, rows, forms)
                out.flush()
        except BrokenPipeError:  # whoever reads has seen enough; what is left in the buffer must not be tried again
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
    print(f"{count} rows", file=sys.stderr)
    return 0


def report_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the report."""
    parser.add_argument("name", metavar="TRIP", help="a trip, or a consignment, whose hands are joined")
    for form in _FORMS:
        parser.add_argument(f"--{form}", type=Path, nargs="?", const=_usual(form), metavar="FILE", help=_FORMS[form][0])
    parser.add_argument("--proof", type=Path, metavar="FILE", help="also what `record verify` needs to check the seal")
    parser.add_argument("--keeper", default=socket.gethostname(), metavar="NAME", help="of this device [its host name]")
    forms_arguments(parser)


def report(options: argparse.Namespace, *, made_s: float) -> int:
    """Make a report of a trip or a consignment in each form that is asked for."""
    wanted = {form: file for form in _FORMS if (file := getattr(options, form)) is not None}
    if not wanted:
        raise ConfigError([f"record report: must have one or more of {', '.join(f'--{form}' for form in _FORMS)}"])
    source = Source(record=record_of(options), keeper=options.keeper, made_s=made_s, version=version("homeward"))
    page = page_of(source, options.name, lambda line: print(f"homeward: {line}", file=sys.stderr))
    writer = Writer(forms_of(options))
    for form, file in wanted.items():
        named = Path(f"{options.name}.{form}") if file == Path() else file
        _write(named, _FORMS[form][1](page, writer))
    if options.proof is not None:
        _write(options.proof, "".join(f"{line}\n" for line in _proof(source.record, page)).encode())
    return 0


def _usual(form: str) -> Path:
    """Return the usual file of a form: the terminal for programs; the empty path stands for one named by the trip."""
    return _TERMINAL if form in {"json", "csv"} else Path()


_FORMS: Mapping[str, tuple[str, Callable[[Page, Writer], bytes]]] = {
    "pdf": ("a page of A4 [TRIP.pdf]", as_pdf),
    "html": ("a page for a screen [TRIP.html]", lambda page, writer: as_html(page, writer).encode()),
    "csv": ("every minute as a table [the terminal]", lambda page, _: as_csv(page).encode()),
    "json": (
        "one JSON object [the terminal]",
        lambda page, _: f"{json.dumps(as_json(page), ensure_ascii=False)}\n".encode(),
    ),
}
"""The forms of a report, each with its help and what makes it."""


def _proof(record: Path, page: Page) -> Iterable[str]:
    """Yield the lines that prove the rows of a page, those of other compartments as their hash alone."""
    with opened(record) as connection:
        yield from proven(connection, page.began_s, page.until_s, {segment.compartment for segment in page.segments})


def forms_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that tell how values are written."""
    parser.add_argument("--language", choices=LANGUAGES, help="[that of the terminal]")
    parser.add_argument("--unit", choices=tuple(TemperatureUnit), default=TemperatureUnit.CELSIUS, help="°C or °F [c]")
    parser.add_argument("--zone", type=_zone, metavar="ZONE", help="such as Europe/Berlin [that of this computer]")


def forms_of(options: argparse.Namespace) -> LocalForms:
    """Return the forms that are asked for."""
    words = Words(options.language or language_of_person())
    return LocalForms(words, TemperatureUnit(options.unit), options.zone)


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise argparse.ArgumentTypeError(f"{text!r:.40}: must be a time zone such as Europe/Berlin") from error


def _write(file: Path, content: bytes) -> None:
    if file == _TERMINAL:
        sys.stdout.write(content.decode())
        return
    with writing(file):
        file.write_bytes(content)
    print(f"wrote {file}", file=sys.stderr)


@contextmanager
def _opened_for_writing(file: Path) -> Iterator[TextIO]:
    if file == _TERMINAL:
        yield sys.stdout
        return
    with writing(file), file.open("w", encoding="utf-8", newline="") as out:
        yield out
