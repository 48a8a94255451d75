"""A wire with many thermometers as the kernel's w1_therm shows it, its conversion of all at once included."""

from pathlib import Path
from typing import Any

import pytest

from hil.chips.ds18b20 import SimDs18b20

_read_bytes, _open = Path.read_bytes, Path.open


class OneWire:
    """Below `sys`; `bulk` is whether there is a file by which all convert at once."""

    def __init__(self, sys: Path, patch: pytest.MonkeyPatch, *, bulk: bool = True) -> None:
        self._master, self._devices = sys / "devices" / "w1_bus_master1", sys / "bus" / "w1" / "devices"
        self._conversion = self._master / "therm_bulk_read"
        for folder in (self._master, self._devices):
            folder.mkdir(parents=True)
        if bulk:
            self._conversion.touch()
        self._converted: set[str] = set()
        self.triggers = self.own_conversions = 0

        def read_bytes(file: Path) -> bytes:
            return self._show(file)

        def open_file(file: Path, *how: Any, **more: Any) -> Any:
            return self._open(file, *how, **more)

        patch.setattr(Path, "read_bytes", read_bytes)
        patch.setattr(Path, "open", open_file)

    def link(self, serial: str) -> Path:
        """One more device, at as many degrees as its serial number ends in; returns the folder that people know."""
        chip = SimDs18b20(self._master, serial)
        chip.measure(int(serial[-2:], 16))
        folder = self._devices / chip.folder.name
        folder.symlink_to(chip.folder)
        return folder

    def _open(self, file: Path, *how: Any, **more: Any) -> Any:
        """Whoever writes to the conversion's file has all convert."""
        opened = _open(file, *how, **more)
        if file == self._conversion:
            self.triggers += 1
            self._converted = {each.name for each in self._devices.iterdir()}
        return opened

    def _show(self, file: Path) -> bytes:
        """The value of such a conversion once; afterwards one of its own."""
        if file.parent.name in self._converted:
            self._converted.remove(file.parent.name)
        elif file.name == "w1_slave":
            self.own_conversions += 1
        return _read_bytes(file)
