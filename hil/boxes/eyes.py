"""The sensors of one box, as the product and as a peer read them."""

from controller.interface.readings import NOT_FITTED, Absence, Reading, absent, present
from controller.interface.snapshot import CompartmentInputs, FridgeInputs
from hil.baselines import Seen
from hil.boxes.network import Box
from hil.plants.probe import Probe


class Eyes:
    """All that is fitted in one box, and a switch at each lid where there are `lid_switches`.

    One that reports by change is asked all the same, and answers with its last report: it is alive, nothing changed.
    """

    def __init__(self, box: Box, *, lid_switches: bool = True) -> None:
        self._box, self._lid_switches = box, lid_switches

    def read(self, now_s: float) -> FridgeInputs:
        """Return what they read now."""
        box = self._box
        compartments = []
        for number, place in enumerate(box.compartments):
            fitted = box.sensors.of(number)
            compartments.append(
                CompartmentInputs(
                    air_c=_read(place.air_probe, now_s) if fitted.air.fitted else NOT_FITTED,
                    contents_c=_read(place.contents_probe, now_s) if fitted.contents.fitted else NOT_FITTED,
                    lid_open=present(float(place.lid_open), now_s) if self._lid_switches else NOT_FITTED,
                )
            )
        plate_c = _read(box.plate_probe, now_s) if box.sensors.plate.fitted else NOT_FITTED
        return FridgeInputs(tuple(compartments), plate_c)

    def see(self) -> list[Seen]:
        """Return what a peer sees of each compartment; None where nothing is fitted, or gives no reading."""
        return [Seen(each.air_probe.read_c(), each.contents_probe.read_c()) for each in self._box.compartments]

    @property
    def air_fitted(self) -> list[bool]:
        """Tell for each compartment if its air has a sensor."""
        return [self._box.sensors.of(number).air.fitted for number in range(len(self._box.compartments))]


def _read(probe: Probe, now_s: float) -> Reading:
    value = probe.read_c()
    return absent(Absence.OFFLINE, now_s) if value is None else present(value, now_s)
