"""Beats as heartpy and neurokit2 find them: run by a Python that has them, for `python -m hil bench pulse`.

Reads JSON from stdin: {"rate_hz": ..., "waves": [[...], ...]}, waves upright and even; writes {"heartpy": [[s, ...],
...], "neurokit2": ...}: the times of the beats of each wave, null where the library raised.
"""

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any


def main() -> int:
    """Find the beats of all waves by each library that is there."""
    asked = json.load(sys.stdin)
    told: dict[str, Any] = {}
    for name, beats in (("heartpy", _heartpy), ("neurokit2", _neurokit2)):
        told[name] = [_safely(beats, wave, asked["rate_hz"]) for wave in asked["waves"]]
    json.dump(told, sys.stdout)
    return 0


def _safely(beats: Callable[[Any, float], Any], wave: Any, rate_hz: float) -> list[float] | None:
    try:
        return [float(place) / rate_hz for place in beats(wave, rate_hz)]
    except Exception as error:  # noqa: BLE001  # whatever a library does with a wave, the others are still asked
        print(f"{beats.__name__}: {error!r}", file=sys.stderr)
        return None


def _heartpy(wave: Any, rate_hz: float) -> Any:
    import heartpy  # noqa: PLC0415
    import numpy  # noqa: ICN001, PLC0415

    filtered = heartpy.filter_signal(numpy.array(wave), [0.7, 3.5], rate_hz, order=3, filtertype="bandpass")
    working, _ = heartpy.process(heartpy.scale_data(filtered), rate_hz)
    kept: Mapping[str, Any] = working
    return [peak for peak, good in zip(kept["peaklist"], kept["binary_peaklist"], strict=True) if good]


def _neurokit2(wave: Any, rate_hz: float) -> Any:
    import neurokit2  # noqa: PLC0415

    clean = neurokit2.ppg_clean(wave, sampling_rate=int(rate_hz))
    return neurokit2.ppg_findpeaks(clean, sampling_rate=int(rate_hz))["PPG_Peaks"]


if __name__ == "__main__":
    sys.exit(main())
