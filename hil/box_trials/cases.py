"""The cases of the trials: a box of some kind with some sensors, as it is, as it is configured, and as it is read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from controller.interface.readings import NOT_FITTED, Absence, Reading, absent, present
from controller.interface.snapshot import CompartmentInputs, FridgeInputs
from controller.settings import AirFlow, BoxKind, CompartmentSettings, FridgeSettings, Profile, Settings
from controller.settings.fridge import LIMITS
from hil.baselines import Seen
from hil.boxes import KINDS, SENSOR_SETS, Ambient, Box, BoxParameters, BoxSensors, draw, draw_sensors
from hil.boxes.chamber import ChamberParameters
from hil.boxes.thermoelectric import ThermoelectricParameters
from hil.plants import Probe

WARMER_K = 4.0
"""So much above their set-points may all be at the beginning."""

LID_SWITCHES = frozenset({"all", "air and plate"})
"""The sets of sensors with a switch at each lid."""

_OFF_FOR_S = 3_600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One box of the kind `kind`; the same names and the same seed are the same box in the same weather."""

    kind: str
    sensors: str
    seed: int

    @property
    def unseen(self) -> bool:
        """True for a kind on which nobody has tuned a law."""
        return KINDS[self.kind].unseen


class Eyes:
    """The sensors of one box, as the product reads them.

    One that reports by change is asked all the same, and answers with its last report: it is alive, nothing changed.
    """

    def __init__(self, sensors: BoxSensors, box: Box, *, lid_switches: bool) -> None:
        self._sensors, self._box, self._lid_switches = sensors, box, lid_switches

    def read(self, now_s: float) -> FridgeInputs:
        """Return what they read now."""
        sensors, box = self._sensors, self._box
        compartments = []
        for number, place in enumerate(box.compartments):
            fitted = sensors.of(number)
            compartments.append(
                CompartmentInputs(
                    air_c=_read(place.air_probe, now_s) if fitted.air.fitted else NOT_FITTED,
                    contents_c=_read(place.contents_probe, now_s) if fitted.contents.fitted else NOT_FITTED,
                    lid_open=present(float(place.lid_open), now_s) if self._lid_switches else NOT_FITTED,
                )
            )
        plate_c = _read(box.plate_probe, now_s) if sensors.plate.fitted else NOT_FITTED
        return FridgeInputs(tuple(compartments), plate_c)

    def see(self) -> list[Seen]:
        """Return what a peer sees of each compartment; None where nothing is fitted, or gives no reading."""
        seen = []
        for number, place in enumerate(self._box.compartments):
            fitted = self._sensors.of(number)
            air_c = place.air_probe.read_c() if fitted.air.fitted else None
            seen.append(Seen(air_c, place.contents_probe.read_c() if fitted.contents.fitted else None))
        return seen

    @property
    def air_fitted(self) -> list[bool]:
        """Tell for each compartment if its air has a sensor."""
        return [self._sensors.of(number).air.fitted for number in range(len(self._box.compartments))]


def _read(probe: Probe, now_s: float) -> Reading:
    value = probe.read_c()
    return absent(Absence.OFFLINE, now_s) if value is None else present(value, now_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A case ready to play: the box at its beginning, its sensors, the settings of the product, the air around."""

    box: Box
    eyes: Eyes
    settings: Settings
    ambient: Ambient


def stage(case: Case, *, above_k: float | None = None) -> Stage:
    """Build the box of `case`; all in it is `above_k` above the set-points, None: by up to WARMER_K, as drawn."""
    if above_k is None:
        above_k = Random(f"{case} start").uniform(0.0, WARMER_K)
    drawn, sensors = draw(case.kind, case.seed), draw_sensors(case.sensors, case.seed)
    begun = tuple(replace(each, start_c=each.start_c + above_k) for each in drawn.compartments)
    parameters = replace(drawn, compartments=begun)
    box = Box(parameters, sensors, off_for_s=_OFF_FOR_S, seed=case.seed)
    eyes = Eyes(sensors, box, lid_switches=case.sensors in LID_SWITCHES)
    return Stage(box=box, eyes=eyes, settings=_settings(parameters, case.seed), ambient=Ambient(parameters))


def _settings(box: BoxParameters, seed: int) -> Settings:
    """Configure the product for a box; a cool compartment that is the only one holds food or, every other, medicine."""
    alone = (Profile.FOOD, Profile.MEDICINE)[(seed // len(SENSOR_SETS) + seed) % 2]
    wanted = alone if len(box.compartments) == 1 else None
    configured = tuple(
        CompartmentSettings(
            name=each.name,
            set_point_c=each.set_point_c,
            profile=_profile(each, wanted),
            air_flow=AirFlow.STILL if each.cold_fan_w_k == each.cold_still_w_k else AirFlow.FAN,
        )
        for each in box.compartments
    )
    return Settings(fridge=FridgeSettings(kind=_kind(box, configured), compartments=configured))


def _kind(box: BoxParameters, configured: Sequence[CompartmentSettings]) -> BoxKind:
    """Return the kind that an owner would write: that of the cold, and of its way to where it is wanted."""
    if isinstance(box.unit, ThermoelectricParameters):
        return BoxKind.THERMOELECTRIC
    freezers = [number for number, each in enumerate(configured) if each.profile is Profile.FREEZER]
    sources = {each.cold_from for each in box.compartments} - {None}
    return BoxKind.SPILL_OVER if sources and list(sources) == freezers else BoxKind.COMPRESSOR


def _profile(box: ChamberParameters, wanted: Profile | None) -> Profile:
    """Return the profile that is wanted or named, if the set-point is one of it; else the first that it is one of."""
    named = Profile.MEDICINE if box.name == Profile.MEDICINE else Profile.FOOD
    for profile in (wanted or named, Profile.FOOD, Profile.FREEZER):
        limits = LIMITS[profile]
        if limits.lowest_set_point_c <= box.set_point_c <= min(limits.highest_set_point_c, limits.high_c):
            return profile
    return Profile.CUSTOM
