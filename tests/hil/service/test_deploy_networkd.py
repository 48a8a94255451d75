"""systemd-networkd itself, in a kernel of its own, reads the file of the car's bus."""

from pathlib import Path

import pytest

from hil.kernel.machine import Machine, found
from hil.kernel.rig_errors import NoKernel
from tests.patience import PATIENCE_S

NETWORKD = Path("/usr/lib/systemd/systemd-networkd")
FILE = Path(__file__).resolve().parents[3] / "systemd" / "80-homeward-can.network"

try:
    found()
except NoKernel as error:
    pytest.skip(str(error), allow_module_level=True)
if not NETWORKD.exists():
    pytest.skip("no systemd-networkd here: nobody reads the file of the bus", allow_module_level=True)

# There is no udev: a /sys that cannot be written tells networkd not to wait for it.
SCRIPT = """
ip link property add dev vcan0 altname car
mkdir -p /run/systemd/network
cp {file} /run/systemd/network
mount -o remount,ro /sys
SYSTEMD_LOG_LEVEL=debug SYSTEMD_LOG_TARGET=console {networkd} >/run/said 2>&1 &
until grep -q 'vcan0: State changed: .* -> \\(configured\\|unmanaged\\)' /run/said; do sleep 0.1; done
kill $!
grep -e homeward -e 'vcan0: State' /run/said
"""


def said_of(file: Path, capfd: pytest.CaptureFixture[str]) -> str:
    script = SCRIPT.format(file=file, networkd=NETWORKD)
    assert Machine(timeout_s=PATIENCE_S).run(["sh", "-c", script]) == 0
    return capfd.readouterr().out


def test_it_takes_the_file_as_it_is_for_the_bus_that_is_called_car(capfd: pytest.CaptureFixture[str]) -> None:
    said = said_of(FILE, capfd)
    assert f"vcan0: found matching network '/run/systemd/network/{FILE.name}'" in said
    assert "ignoring" not in said


def test_it_says_what_it_does_not_understand(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    wrong = tmp_path / FILE.name
    wrong.write_text(FILE.read_text(encoding="utf-8").replace("RestartSec=100ms", "RestartSec=soon"), encoding="utf-8")
    assert "Failed to parse CAN restart sec 'soon', ignoring" in said_of(wrong, capfd)
