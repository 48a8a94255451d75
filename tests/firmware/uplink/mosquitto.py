"""A real broker for tests: the installed mosquitto, or the one that tools/get_mosquitto.sh fetched."""

import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from tests.patience import wait_until

CACHE = Path(__file__).resolve().parents[3] / ".cache/mosquitto/bin"


def program(name: str) -> str:
    """The path of `name`; skips the test where there is none."""
    found = shutil.which(name, path=os.pathsep.join((os.environ["PATH"], "/usr/sbin", str(CACHE))))
    if found is None:
        pytest.skip(f"no {name}: run tools/get_mosquitto.sh, or apt-get install mosquitto")
    return found


def free_port() -> int:
    """A port of the loopback interface on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Mosquitto:
    """One broker on 127.0.0.1:`port`, which keeps nothing over a restart. With `user`, only that one may come.

    `acl` is its access list, for everybody, and `more` are lines of its configuration.
    """

    def __init__(
        self, folder: Path, *, user: tuple[str, str] | None = None, acl: str | None = None, more: tuple[str, ...] = ()
    ) -> None:
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._program = program("mosquitto")
        self._config, self._log = folder / "mosquitto.conf", folder / "mosquitto.log"
        # As root it would become another user that cannot read the files of the test.
        lines = [
            f"listener {self.port} 127.0.0.1",
            "persistence false",
            "log_type all",
            f"log_dest file {self._log}",
            "user root",
            *more,
        ]
        self._acl = folder / "acl"
        if acl is not None:
            self._write_acl(acl)
            lines += [f"acl_file {self._acl}"]
        if user is None:
            lines += ["allow_anonymous true"]
        else:
            passwords = folder / "passwords"
            command = [program("mosquitto_passwd"), "-c", "-b", str(passwords), *user]
            subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # the test's own words
            lines += ["allow_anonymous false", f"password_file {passwords}"]
        self._config.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def allow(self, acl: str) -> None:
        """Another access list, from now on, for those who are connected as well."""
        self._write_acl(acl)
        if self._process is not None:
            self._process.send_signal(signal.SIGHUP)

    def _write_acl(self, acl: str) -> None:
        self._acl.write_text(acl, encoding="utf-8")
        self._acl.chmod(0o700)

    @property
    def log(self) -> str:
        """All that it has said."""
        return self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""

    def start(self) -> None:
        """Returns when clients can connect."""
        command = [self._program, "-c", str(self._config)]
        process = self._process = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: S603  # the test's own words
        wait_until(lambda: process.poll() is not None or self._answers())
        if process.poll() is not None:
            pytest.fail(f"mosquitto does not start: {self.log[-300:]}")

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        """Without a goodbye to anybody."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
