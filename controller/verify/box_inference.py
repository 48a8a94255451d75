"""Inference about compartments, brought up to date at each look: lid, silences, place of the probe, descent."""

from collections.abc import Iterator
from math import inf

from controller.interface.commands import Commands
from controller.interface.events import OpeningInferred
from controller.interface.immutable import immutable
from controller.interface.snapshot import CompartmentInputs, Snapshot
from controller.settings.fridge import CompartmentSettings
from controller.verify import lid_inference
from controller.verify.lid_inference import NO_TRACE, SWITCHED_PCT, LidTrace
from controller.verify.probe_place import UNPLACED, ProbePlace, Swing, update_place, update_swing
from controller.verify.reading_gaps import NO_GAPS, Gaps, update_gaps

PROGRESS_K = 0.3
"""Air that falls by less has not fallen. Engineering choice: three times the noise of a sensor."""

DISTURBED_K, BACK_K = 2.0, 1.0
"""Air that has risen by the one and come back by the other gets colder again. Engineering choice: more than it swings
by itself, and less than a lid that is opened lets in."""


@immutable
class Descent:
    """The least that the air has been since the compressor's last start, when it got there, and the most since then.

    None: not known.
    """

    least_c: float | None
    at_s: float
    most_c: float = -inf


@immutable(kw_only=True)
class BoxInference:
    """The things that readings of one compartment tell beyond their values."""

    lid: LidTrace = NO_TRACE
    air_gaps: Gaps = NO_GAPS
    contents_gaps: Gaps = NO_GAPS
    probe: ProbePlace = UNPLACED
    swing: Swing | None = None
    descent: Descent | None = None
    fan_pct: float = 0.0


NOTHING_INFERRED = BoxInference()


def infer(
    before: tuple[BoxInference, ...],
    inputs: Snapshot,
    applied: Commands,
    on_since_s: float | None,
    *,
    switched: bool,
    now_s: float,
) -> tuple[BoxInference, ...]:
    """Return what is inferred of every compartment one look later.

    The compressor is on since `on_since_s` (None: off), and may have `switched` since the last look.
    """
    boxes = zip(before, inputs.fridge.compartments, applied.compartment_fan_pct, strict=True)
    return tuple([_one(each, box, fan_pct, on_since_s, switched, now_s=now_s) for each, box, fan_pct in boxes])


def openings(
    compartments: tuple[CompartmentSettings, ...],
    before: tuple[BoxInference, ...],
    after: tuple[BoxInference, ...],
    *,
    now_s: float,
) -> Iterator[OpeningInferred]:
    """Give the openings that are over and not told yet."""
    for box, was, now in zip(compartments, before, after, strict=True):
        told = now.lid.told
        if told is not None and told is not was.lid.told:
            yield OpeningInferred(
                at_s=now_s,
                compartment=box.name,
                ago_s=now_s - told.since_s,
                lasted_s=told.peak_at_s - told.since_s,
                rise_k=round(told.rise_k, 2),
                confidence=round(told.confidence, 2),
            )


def _one(
    before: BoxInference,
    inputs: CompartmentInputs,
    fan_pct: float,
    on_since_s: float | None,
    switched: bool,
    *,
    now_s: float,
) -> BoxInference:
    """Infer one compartment. A lid with a switch needs no inference."""
    settling = switched or abs(fan_pct - before.fan_pct) >= SWITCHED_PCT
    fitted = inputs.lid_open.value is not None
    return BoxInference(
        lid=NO_TRACE if fitted else lid_inference.update(before.lid, inputs.air_c, settling, now_s=now_s),
        air_gaps=update_gaps(before.air_gaps, inputs.air_c),
        contents_gaps=update_gaps(before.contents_gaps, inputs.contents_c),
        probe=update_place(before.probe, inputs.air_c, inputs.contents_c, now_s=now_s),
        swing=update_swing(before.swing, inputs.contents_c),
        descent=_descent(before.descent, inputs.air_c.value, on_since_s, now_s=now_s),
        fan_pct=fan_pct,
    )


def _descent(before: Descent | None, air_c: float | None, on_since_s: float | None, *, now_s: float) -> Descent | None:
    """Follow the air down while the compressor runs; once more from the top, after a lid or warm goods."""
    if on_since_s is None:
        return None
    if before is None:
        return Descent(air_c, now_s)
    if air_c is None:
        return before
    if before.least_c is None or air_c < before.least_c - PROGRESS_K:
        return Descent(air_c, now_s)
    most_c = max(before.most_c, air_c)
    if most_c >= before.least_c + DISTURBED_K and air_c <= most_c - BACK_K:
        return Descent(air_c, now_s)
    return before if most_c == before.most_c else Descent(before.least_c, before.at_s, most_c)
