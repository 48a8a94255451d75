"""Estimates of people's CO2 and of the dust outside, from the changes of the cabin's air.

An observer for each balance: it predicts with the outputs applied, and corrects the state and its cause by what was
measured. Without a sensor it goes on by prediction, with the most people and the usual air; that is the timetable by
which a car without sensors gets its fresh air. Gases that rise at once (a tunnel, a petrol station) are dirty air
before the particles tell.
"""

from controller.air.air_memory import OUTSIDE_CO2_PPM, USUAL_NOX_INDEX, USUAL_VOC_INDEX, AirEstimates
from controller.air.mass_balance import PERSON_L_H, Flows, co2, entering_m3_h, pm25
from controller.interface.snapshot import CabinInputs
from controller.settings.cabin import AirSettings

HOUR_S = 3_600.0

CO2_GAIN, EXHALED_GAIN = 0.4, 0.04
"""Of the observer at PERIOD_S: two poles at 0.8, settled within two minutes."""

PM_GAIN, DIRTIER_GAIN, CLEANER_GAIN = 0.5, 0.3, 0.1
"""Dirty air is believed at once, clean air slowly. Engineering choices."""

UNSURE_M3_H = 30.0
"""With so little air from outside nothing is learned about it. Engineering choice."""

FORGET_S = 600.0
"""Unseen, the outside is taken to become as usual: tunnels end. Engineering choice."""

DIRTIEST_UGM3 = 500.0
SPIKE_UGM3, SPIKE_S = 100.0, 90.0
"""What a spike of gases says about particles, and for how long: a tunnel of 2 km. Engineering choices."""

VOC_STEP, NOX_STEP = 60.0, 15.0
"""Rise above the slow mean that is a spike; usual is VOC 100, NOx 1. Engineering choices."""

_GASES_S = 300.0


def initial(inputs: CabinInputs, settings: AirSettings) -> AirEstimates:
    """From the first readings; what is not measured is as usual."""
    usual_ugm3 = settings.usual_pm25_ugm3
    return AirEstimates(
        co2_ppm=_or(inputs.co2_ppm.value, OUTSIDE_CO2_PPM),
        pm25_ugm3=_or(inputs.pm25_ugm3.value, usual_ugm3),
        outside_ugm3=usual_ugm3,
        voc_index=_or(inputs.voc_index.value, USUAL_VOC_INDEX),
        nox_index=_or(inputs.nox_index.value, USUAL_NOX_INDEX),
    )


def update(
    before: AirEstimates, inputs: CabinInputs, flows: Flows, settings: AirSettings, time_s: float, *, now_s: float
) -> AirEstimates:
    """One look later; `flows` stood for the `time_s` since."""
    co2_ppm, exhaled_l_h = _co2(before, inputs, flows, settings, time_s / HOUR_S)
    pm25_ugm3, outside_ugm3 = _pm25(before, inputs, flows, settings, time_s / HOUR_S)
    voc, nox = _or(inputs.voc_index.value, before.voc_index), _or(inputs.nox_index.value, before.nox_index)
    spike = voc - before.voc_index >= VOC_STEP or nox - before.nox_index >= NOX_STEP
    spike_until_s = now_s + SPIKE_S if spike else before.spike_until_s
    if now_s < spike_until_s:
        outside_ugm3 = max(outside_ugm3, SPIKE_UGM3)
    share = min(time_s / _GASES_S, 1.0)
    return AirEstimates(
        co2_ppm=co2_ppm,
        exhaled_l_h=exhaled_l_h,
        pm25_ugm3=pm25_ugm3,
        outside_ugm3=outside_ugm3,
        voc_index=before.voc_index + (voc - before.voc_index) * share,
        nox_index=before.nox_index + (nox - before.nox_index) * share,
        spike_until_s=spike_until_s,
    )


def _co2(
    before: AirEstimates, inputs: CabinInputs, flows: Flows, settings: AirSettings, time_h: float
) -> tuple[float, float]:
    """Return the carbon dioxide inside and what is breathed out."""
    max_l_h = settings.most_people * PERSON_L_H
    predicted_ppm = co2(before.co2_ppm, before.exhaled_l_h, flows, settings, time_h).end
    measured_ppm = inputs.co2_ppm.value
    if measured_ppm is None:
        return predicted_ppm, 0.0 if inputs.presence.value == 0.0 else max_l_h
    error_ppm = measured_ppm - predicted_ppm
    exhaled_l_h = before.exhaled_l_h + EXHALED_GAIN * error_ppm * settings.volume_m3 / 1_000.0 / time_h
    return predicted_ppm + CO2_GAIN * error_ppm, min(max(exhaled_l_h, 0.0), max_l_h)


def _pm25(
    before: AirEstimates, inputs: CabinInputs, flows: Flows, settings: AirSettings, time_h: float
) -> tuple[float, float]:
    """Return the particles inside and outside."""
    entering = entering_m3_h(flows, settings)
    unseen = UNSURE_M3_H / (UNSURE_M3_H + entering)
    forgotten = unseen * min(time_h * HOUR_S / FORGET_S, 1.0)
    outside_ugm3 = before.outside_ugm3 + (settings.usual_pm25_ugm3 - before.outside_ugm3) * forgotten
    predicted_ugm3 = pm25(before.pm25_ugm3, before.outside_ugm3, flows, settings, time_h).end
    measured_ugm3 = inputs.pm25_ugm3.value
    if measured_ugm3 is None:
        return predicted_ugm3, outside_ugm3
    error_ugm3 = measured_ugm3 - predicted_ugm3
    gain = DIRTIER_GAIN if error_ugm3 > 0.0 else CLEANER_GAIN
    certainty_h_m3 = entering / (entering * entering + UNSURE_M3_H * UNSURE_M3_H)
    outside_ugm3 += gain * error_ugm3 * settings.volume_m3 / time_h * certainty_h_m3
    return max(predicted_ugm3 + PM_GAIN * error_ugm3, 0.0), min(max(outside_ugm3, 0.0), DIRTIEST_UGM3)


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value
