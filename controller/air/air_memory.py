"""The records of the air law, its memory and its output; what is not known is usual air."""

from math import inf

from controller.interface.immutable import immutable

OUTSIDE_CO2_PPM = 420.0
USUAL_VOC_INDEX, USUAL_NOX_INDEX = 100.0, 1.0
"""Of sensors that compare with their last day."""


@immutable(kw_only=True)
class AirEstimates:
    """Concentrations inside, their causes, slow means of the gases, and until when a spike lasts."""

    co2_ppm: float = OUTSIDE_CO2_PPM
    exhaled_l_h: float = 0.0
    pm25_ugm3: float = 0.0
    outside_ugm3: float = 0.0
    voc_index: float = USUAL_VOC_INDEX
    nox_index: float = USUAL_NOX_INDEX
    spike_until_s: float = -inf


@immutable
class AirMemory:
    """The basis of the requests, and the time of their last change."""

    at_s: float | None = None
    """Of the last look."""
    changed_at_s: float = 0.0
    estimates: AirEstimates | None = None


@immutable
class AirOutput:
    """The requested outputs; of the blower the minimum."""

    recirculation_pct: float = 0.0
    purifier_pct: float = 0.0
    blower_pct: float = 0.0


FRESH = AirOutput()
