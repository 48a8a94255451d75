"""The system that has the service: its image, made anew when what is in it has changed, and a boot of it."""

import json
import shutil
import subprocess
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from hil.kernel.machine import SOURCES, TIMED_OUT, Machine, found
from hil.kernel.rig_errors import NoKernel, RigError

SYSTEM = SOURCES / ".cache" / "system"
WITHIN_S = 1_800.0
"""All trials take a minute; only a hang takes so long, also on a machine that has much else to do."""

_INSTALLED = ("controller", "drivers", "firmware", "systemd", "pyproject.toml")
"""What the image has of the sources. The rig's own modules are read from the host."""

_RIG = ("hil/service", "hil/rig/demo.toml", "hil/rig/demo_car.toml", "hil/rig/demo_car.dbc", "tools/in_tree.sh")
_PYTHON = "/opt/homeward/bin/python"
_MEMORY = "768M"


def tried() -> dict[str, Any]:
    """Boot to the service, and all that was tried with it; raises RigError."""
    machine = Machine(memory=_MEMORY, timeout_s=WITHIN_S, system=image())
    with tempfile.TemporaryFile() as output:
        code = machine.run([_PYTHON, "-m", "hil.service.guest_trials"], folder=SOURCES, output=output)
        output.seek(0)
        said = output.read().decode(errors="replace").splitlines()
    if code == TIMED_OUT:
        raise RigError(f"not done within {WITHIN_S:g} s: {_last(said)}")
    if code:
        raise RigError(_last(said))
    told: dict[str, Any] = json.loads(next((line for line in said if line.startswith("{")), "{}"))
    return told


def image() -> Path:
    """Return the disk of the system, with the present sources installed; raises NoKernel, RigError."""
    found()
    if not (SYSTEM / ".ready").exists():
        raise NoKernel("no system to boot: `sh tools/get_system.sh` makes one of Debian's packages")
    if shutil.which("mke2fs") is None:
        raise NoKernel("no mke2fs: e2fsprogs is needed to make a disk")
    disk, made_of = SYSTEM / "image", SYSTEM / "image.made-of"
    present = _made_of()
    if not disk.exists() or not made_of.exists() or made_of.read_text(encoding="ascii") != present:
        made_of.unlink(missing_ok=True)
        _make(disk)
        made_of.write_text(present, encoding="ascii")
    return disk


def _make(disk: Path) -> None:
    """Make it without a name until it is whole; raises RigError."""
    script = ["sh", str(Path(__file__).with_name("image.sh")), str(SYSTEM), str(disk)]
    made = subprocess.run(script, cwd=SOURCES, capture_output=True, text=True, check=False)  # noqa: S603  # our own
    if made.returncode:
        raise RigError(f"the system's image cannot be made: {_last(made.stderr.splitlines())}")


def _made_of() -> str:
    """Return a digest that changes with each file that the image has."""
    digest = sha256((SYSTEM / ".ready").read_bytes())
    for name in (*_INSTALLED, *_RIG):
        for file in sorted(_files(SOURCES / name)):
            digest.update(f"{file.relative_to(SOURCES)}\0".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _files(path: Path) -> list[Path]:
    """Yield those files of a folder that are sources, or the file itself."""
    if path.is_file():
        return [path]
    return [each for each in path.rglob("*") if each.is_file() and "__pycache__" not in each.parts]


def _last(said: list[str]) -> str:
    return said[-1] if said else "it said nothing"
