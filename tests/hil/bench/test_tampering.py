"""What was tampered with is found by both verifiers, the program's own and the one written from the format's page."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from hil.bench import tampering
from hil.bench.options import Options
from hil.bench.sealed_record import lines_of


def test_a_quick_look_finds_all_and_both_verifiers_agree() -> None:
    figures = tampering.measure(Options(quick=True))
    assert figures["tampers_tried"] == 440
    assert figures["tampers_found"] == figures["first_wrong_row_named"] == figures["tampers_tried"]
    assert figures["second_verifier_agrees"] == figures["second_verifier_tried"] == 20
    assert tampering.is_good({**figures, "verify_over_hashing": 4.0})
    assert not tampering.is_good({**figures, "verify_over_hashing": 4.1})
    assert not tampering.is_good({**figures, "tampers_found": 439, "verify_over_hashing": 1.0})


def test_both_verifiers_say_the_same_of_fifty_damaged_files(tmp_path: Path) -> None:
    assert tampering.by_two(lines_of(60, tmp_path), 50) == (50, 50)


def test_the_second_verifier_is_one_file_that_needs_no_other(tmp_path: Path) -> None:
    imported = [line for line in tampering.SECOND.read_text().splitlines() if line.startswith(("from ", "import "))]
    assert not any(word in line for line in imported for word in ("firmware", "controller", "drivers", "hil"))
    file = tmp_path / "record.proof"
    lines = lines_of(10, tmp_path)
    file.write_bytes(b"".join(lines))
    key = lines[2].decode().split()[1]

    def run(*arguments: str) -> tuple[int, str]:
        command = [sys.executable, str(tampering.SECOND), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)  # noqa: S603  # our own
        return done.returncode, done.stdout or done.stderr

    code, said = run(str(file), key)
    assert (code, json.loads(said)) == (0, {"good": True, "what": None, "row": None, "rows": 10})
    file.write_bytes(b"".join(lines).replace(b'[7,"minute"', b'[7,"mixute"'))
    code, said = run(str(file))
    assert (code, json.loads(said)) == (1, {"good": False, "what": "altered", "row": 7})
    assert run(str(tmp_path / "none"))[0] == run()[0] == run(str(file), "no key")[0] == 2


@pytest.mark.parametrize("at", [0, 3, 9])
def test_a_part_is_verified_by_both_alike(tmp_path: Path, at: int) -> None:
    lines = lines_of(10, tmp_path)
    damaged = b"".join([*lines[: 4 + at], *lines[5 + at :]])
    assert tampering.second_verifier().verify(damaged)["row"] == at
