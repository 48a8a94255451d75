"""A Linux kernel for one command: one of its own, or the host's, with nothing left behind.

One of its own is User-Mode Linux, a process tree on the host's files or on a system of its own under systemd. It is
held to one CPU: a uniprocessor kernel and its helper that hand work to each other across CPUs lose half of their speed.
The host's kernel, where it has vcan, gives a CAN bus that nobody else sees.
"""

import ctypes
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from hil.kernel.rig_errors import NoKernel, RigError

SOURCES = Path(__file__).resolve().parents[2]
CACHE = SOURCES / ".cache" / "kernel"
OWN = SOURCES / ".cache" / "own-kernel"

TIMED_OUT = 124
"""The exit code of what took too long, as coreutils' timeout says it."""

_INIT, _WORK = (Path(__file__).with_name(name) for name in ("init.sh", "work.sh"))
_RAM = Path("/dev/shm")  # noqa: S108  # the kernel's memory is a file: it belongs into memory
_PR_SET_PDEATHSIG = 1


_BUS = ("ip", "link", "add", "dev", "vcan0", "type", "vcan")
_UP = f'ip link set lo up && {" ".join(_BUS)} && ip link set vcan0 up && exec "$@"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A User-Mode Linux: with so much memory, for at most so long, with a disk (/dev/ubda) or none.

    Where `system` is given, an image whose rig.service runs work.sh, that is its root; what is written there is lost.
    Of the host, it then has the sources.
    """

    memory: str = "768M"
    timeout_s: float = 300.0
    disk: Path | None = None
    system: Path | None = None
    own: bool = False

    def run(self, command: Sequence[str], *, folder: Path | None = None, output: IO[bytes] | None = None) -> int:
        """Run `command` in a fresh kernel and return its exit code, TIMED_OUT after the time; raises RigError.

        It starts in `folder`, the present one when None. What it says goes to `output`, to our own when None.
        """
        kernel = found(own=self.own)
        with tempfile.TemporaryDirectory(prefix="homeward-rig-") as name:
            rig = Path(name)
            script = f"cd {shlex.quote(str(folder or Path.cwd()))} && exec {shlex.join(command)}\n"
            (rig / "go.sh").write_text(script, encoding="utf-8")
            in_time = self._boot(kernel, rig, output)
            code = rig / "rc"
            if code.exists():
                return int(code.read_text(encoding="ascii"))
            if not in_time:
                return TIMED_OUT
            raise RigError(f"the kernel went down before the command had ended: {_last_words(rig)}")

    def _boot(self, kernel: Path, rig: Path, output: IO[bytes] | None) -> bool:
        """Run the kernel to its end; False when it had to be killed."""
        alive, held_by_all = os.pipe()
        with (rig / "console").open("wb") as console:
            process = subprocess.Popen(  # noqa: S603  # our own kernel
                [*_own_processes(), str(kernel), *self._options(rig)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=console,
                pass_fds=[held_by_all],
                env={**os.environ, "TMPDIR": str(_RAM)} if _RAM.is_dir() else None,
                preexec_fn=_held,  # noqa: PLW1509  # no threads here
            )
        os.close(held_by_all)
        try:
            process.wait(self.timeout_s)
        except subprocess.TimeoutExpired:
            return False
        finally:
            process.kill()
            process.wait()
            os.read(alive, 1)  # ends when the last process of the kernel has
            os.close(alive)
        return True

    def _options(self, rig: Path) -> list[str]:
        """Return the kernel's command line: the command's output by its serial line, its own words by its console."""
        known = {"RIG_DIR": rig, "RIG_KERNEL": CACHE / "root", "RIG_WORK": _WORK}
        environment = [f"{name}={value}" for name, value in known.items()]
        return [
            f"mem={self.memory}",
            "rw",
            "con=null",
            "con0=null,fd:2",
            "ssl0=null,fd:1",
            *(self._on_the_host(environment) if self.system is None else _of_its_own(self.system, rig, environment)),
        ]

    def _on_the_host(self, environment: Sequence[str]) -> list[str]:
        disk = [] if self.disk is None else [f"ubd0={self.disk}"]
        return ["rootfstype=hostfs", *disk, *environment, "init=/bin/sh", "--", str(_INIT)]


def _of_its_own(system: Path, rig: Path, environment: Sequence[str]) -> list[str]:
    """Boot systemd on a copy of `system` that holds only what is changed; `environment` is every service's."""
    settings = [f"systemd.setenv={each}" for each in environment]
    mounts = f'systemd.setenv="RIG_MOUNTS={rig} {SOURCES}"'
    return [
        f"ubd0={rig / 'disk'},{system}",
        "root=/dev/ubda",
        "ssl1=null",
        "ssl2=null",
        *settings,
        mounts,
        "init=/lib/systemd/systemd",
    ]


def found(*, own: bool = False) -> Path:
    """Find Debian's kernel, or one of our `own` with simulated pins; raises NoKernel."""
    if own and not (OWN / ".ready").exists():
        raise NoKernel("no kernel of our own: `sh tools/build_kernel.sh` makes it in a quarter of an hour")
    kernel = OWN / "linux" if own else CACHE / "root" / "usr" / "bin" / "linux.uml"
    if not (CACHE / ".ready").exists() or not kernel.exists():
        raise NoKernel("no kernel to run in: `sh tools/get_kernel.sh` fetches Debian's user-mode-linux")
    if shutil.which("unshare") is None:
        raise NoKernel("no unshare: util-linux is needed to end the kernel with all its processes")
    return kernel


def _own_processes() -> list[str]:
    """Return a prefix for a process space of its own: who kills its first process kills them all."""
    as_root = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    return ["unshare", *as_root, "--pid", "--fork", "--kill-child=KILL"]


def _held() -> None:
    """Let the child die with the runner, hear no Ctrl-C of the terminal, stay on one CPU."""
    os.setsid()
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    processors = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {processors[os.getpid() % len(processors)]})  # several kernels spread


def _last_words(rig: Path) -> str:
    lines = (rig / "console").read_text(encoding="utf-8", errors="replace").splitlines()
    return next((line for line in lines if "panic" in line), lines[-1] if lines else "it said nothing")


def run_on_host(command: Sequence[str], *, timeout_s: float) -> int:
    """Run `command` on the host's kernel, beside a vcan0 of its own.

    Returns its exit code, TIMED_OUT after the time; raises NoKernel.
    """
    apart = _apart()
    refusal = subprocess.run([*apart, *_BUS], check=False, capture_output=True, text=True)  # noqa: S603  # our own words
    if refusal.returncode:
        reason = " ".join(refusal.stderr.split()) or f"exit code {refusal.returncode}"
        raise NoKernel(f"the host's kernel gives no vcan ({reason}): `modprobe vcan` as root, or leave out --host")
    with subprocess.Popen([*apart, "sh", "-c", _UP, "sh", *command]) as process:  # noqa: S603  # what we were told to
        try:
            return process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return TIMED_OUT
        finally:
            process.kill()


def _apart() -> list[str]:
    """Return a prefix for a network of its own, and processes that all end with their first; raises NoKernel."""
    for program in ("unshare", "ip"):
        if shutil.which(program) is None:
            raise NoKernel(f"no {program} on this host: leave out --host")
    as_root = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    return ["unshare", *as_root, "--net", "--pid", "--fork", "--kill-child=KILL"]
