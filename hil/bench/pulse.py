"""`python -m hil bench pulse`: our pulse meter on recordings with a chest strap's truth, beside other methods.

- Each recording is given to the meter sample by sample, as from a chip; what it shows each half second is compared with
  the true rate of the last eight seconds.
- Errors and `coverage` are of the windows that the gate passes; `shown_share` is the share of time in which the pulse
  is shown, which takes eight good windows in a row, and `wrong_shown_s` is of what is shown.
- Peers get each whole recording at once, as our band-passed, upright wave. They hide nothing: their errors are of all
  windows; `peers_where_shown` is their error where ours is shown, which is where the wave is good.
  `fft` is the highest peak of the spectrum of each window.
- `tuned_on` names the recordings by which the figures of the gate were chosen; the others are the proof.
"""

import json
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from firmware.vitals.beats import beats_s
from firmware.vitals.pulse_meter import HOP_S, Light, PulseMeter, Shown
from firmware.vitals.pulse_window import FASTEST_BPM, SLOWEST_BPM, WINDOW_S
from firmware.vitals.wave import RATE_HZ, Wave, band_passed, even, sense
from hil.bench import pulse_on_made_waves
from hil.bench.options import BadChoiceError
from hil.recordings.pulse_logs import RecordedPulse, read_all
from hil.recordings.pulse_truth import rate_bpm, true_beats_s
from hil.recordings.reading import VARIABLE, folder_of_all
from hil.recordings.series import UnreadableError

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / ".venv-peers" / "bin" / "python"
METHODS = ROOT / "tools" / "pulse_peers.py"
WRONG_BPM = 10.0
_FOLDER = "ppg"
_NAMES = ("heartpy", "neurokit2", "fft")


def measure(data: Path | None, *, quick: bool = False) -> Mapping[str, Any]:
    """Play every recording below the folder `data`; raises BadChoiceError without any."""
    folder = data or folder_of_all()
    if folder is None or not folder.is_dir():
        raise BadChoiceError(f"no recordings: name their folder with --data FOLDER, or in {VARIABLE}")
    try:
        recordings = read_all(folder / _FOLDER if (folder / _FOLDER).is_dir() else folder)
    except UnreadableError as error:
        raise BadChoiceError(str(error)) from error
    began_s = time.process_time()
    played = [_Played(recording) for recording in recordings]
    spent_s = time.process_time() - began_s
    found, note = _peers([each.wave for each in played])
    rows = [each.row for each in played]
    errors = np.concatenate([np.zeros(0), *(each.errors for each in played)])
    details = {name: _detail(played, found[name]) for name in _NAMES if name in found}
    return {
        "recordings": rows,
        "median_error_bpm": _median(row["error_bpm"] for row in rows),
        "window_p95_bpm": p95(errors),
        "coverage": _rounded(sum(each.good for each in played) / sum(each.judged for each in played)),
        "shown_share": _rounded(sum(each.shown_errors.size for each in played) / sum(each.compared for each in played)),
        "shown_median_error_bpm": _median(_mean(each.shown_errors) for each in played),
        "peers": {name: details[name]["median_error_bpm"] if name in details else None for name in _NAMES},
        "peers_where_shown": {name: detail["where_ours_is_shown_bpm"] for name, detail in details.items()},
        "peer_details": details,
        "tuned_on": [each.recording.name for each in played[::2]],
        "halves": {"tuned_on": _half(played[::2]), "others": _half(played[1::2] or played)},
        "cpu_per_signal_s": _rounded(spent_s / sum(recording.seconds for recording in recordings)),
        "made_waves": pulse_on_made_waves.measure(segments=600, people=6) if quick else pulse_on_made_waves.measure(),
        "notes": [
            "each method is set where its intervals differ least from the truth's, which have no clock",
            *note,
        ],
    }


def is_good(figures: Mapping[str, Any]) -> bool:
    """Return True where the aims are met; a peer that was not there is no aim."""
    peers = [error for error in (figures["peers"]["heartpy"], figures["peers"]["neurokit2"]) if error is not None]
    return bool(
        figures["median_error_bpm"] <= min([1.2, *peers])
        and figures["window_p95_bpm"] < 3.0  # noqa: PLR2004  # the aim
        and figures["coverage"] >= 0.7  # noqa: PLR2004  # the aim
        and figures["made_waves"]["false_share"] <= 0.001  # noqa: PLR2004  # the aim
        and all(row["wrong_shown_s"] <= WRONG_BPM for row in figures["recordings"])
    )


def table(figures: Mapping[str, Any]) -> str:
    """Print the recordings as Markdown, then the rest."""
    lines = ["| recording | error bpm | coverage | shown | wrong shown s | hidden because |", "|---" * 6 + "|"]
    for row in figures["recordings"]:
        why = ", ".join(f"{reason} {share:.0%}" for reason, share in row["hidden"].items())
        shown = f"{row['coverage']:.0%} | {row['shown_share']:.0%} | {row['wrong_shown_s']:g}"
        lines.append(f"| {row['name']} | {row['error_bpm']} | {shown} | {why} |")
    rest = {key: value for key, value in figures.items() if key != "recordings"}
    return "\n".join((*lines, "", *(f"{key}: {value}" for key, value in rest.items()))) + "\n"


class _Played:
    """One recording as the meter showed it, beside the truth."""

    def __init__(self, recording: RecordedPulse) -> None:
        self.recording, self.wave = recording, _wave_of(recording)
        self._true_s = true_beats_s(beats_s(self.wave), recording.intervals_s, recording.seconds)
        shown = [one for one in _shown(recording) if one.at_s >= WINDOW_S]
        self.judged, self.good = len(shown), sum(one.window_bpm is not None for one in shown)
        self._compared = [
            (one, true)
            for one in shown
            if self._true_s[0] <= one.at_s - WINDOW_S
            and one.at_s <= self._true_s[-1]
            and (true := rate_bpm(self._true_s, one.at_s - WINDOW_S, one.at_s)) is not None
        ]
        self.compared = len(self._compared)
        self.ends_s = [one.at_s for one, _ in self._compared]
        self.errors = np.array(
            [abs(one.window_bpm - true) for one, true in self._compared if one.window_bpm is not None]
        )
        self.shown_errors = np.array(
            [abs(one.rate_bpm - true) for one, true in self._compared if one.rate_bpm is not None]
        )

    @property
    def row(self) -> dict[str, Any]:
        """Its figures."""
        reasons = [str(one.why) for one, _ in self._compared if one.rate_bpm is None]
        return {
            "name": self.recording.name,
            "error_bpm": _rounded(float(self.errors.mean())) if self.errors.size else None,
            "coverage": _rounded(self.good / self.judged),
            "wrong_shown_s": self._wrong_s(),
            "shown_share": _rounded(self.shown_errors.size / self.compared),
            "hidden": {why: _rounded(reasons.count(why) / self.compared) for why in sorted(set(reasons))},
        }

    def _wrong_s(self) -> float:
        """Return the longest time without a break in which what is shown is far off."""
        longest = run = 0
        for one, true in self._compared:
            run = run + 1 if one.rate_bpm is not None and abs(one.rate_bpm - true) > WRONG_BPM else 0
            longest = max(longest, run)
        return longest * HOP_S

    def errors_of(self, found_s: Sequence[float]) -> tuple[list[float], list[float]]:
        """Return the errors of another method's beats in the same windows: in all, and where ours is shown."""
        beats = np.array(found_s)
        true_s = true_beats_s(beats, self.recording.intervals_s, self.recording.seconds)
        every, where_shown = [], []
        for one, _ in self._compared:
            window = (one.at_s - WINDOW_S, one.at_s)
            its, true = rate_bpm(beats, *window), rate_bpm(true_s, *window)
            if its is not None and true is not None:
                every.append(abs(its - true))
                where_shown += [every[-1]] if one.rate_bpm is not None else []
        return every, where_shown

    def errors_of_rates(self, rates: Mapping[float, float]) -> tuple[list[float], list[float]]:
        """Return the same for a method that tells rates of windows by their ends, and no beats."""
        both = [(one, abs(rates[one.at_s] - true)) for one, true in self._compared]
        return [error for _, error in both], [error for one, error in both if one.rate_bpm is not None]


def _wave_of(recording: RecordedPulse) -> Wave:
    """Return the whole recording as an even, upright wave."""
    wave = band_passed(even(recording.times_s, recording.light))
    return sense(wave) * wave


def _shown(recording: RecordedPulse) -> list[Shown]:
    """Play it as from a chip, sample by sample. A camera's brightness has no zero: its perfusion means nothing."""
    meter = PulseMeter(needs_perfusion=False)
    samples = zip(recording.times_s, recording.light, strict=True)
    told = (meter.take(Light(times_s=np.array([at_s]), infrared=np.array([light]))) for at_s, light in samples)
    return [one for one in told if one is not None]


def _peers(waves: Sequence[Wave]) -> tuple[dict[str, Any], list[str]]:
    """Ask the libraries, where they are; the spectrum needs none."""
    found: dict[str, Any] = {"fft": [_spectral(wave) for wave in waves]}
    if not PEERS.exists():
        return found, ["no .venv-peers: make pulse-peers puts heartpy and neurokit2 there"]
    asked = json.dumps({"rate_hz": RATE_HZ, "waves": [wave.tolist() for wave in waves]})
    done = subprocess.run([PEERS, METHODS], input=asked, capture_output=True, text=True, check=False)  # noqa: S603  # ours
    if done.returncode:
        return found, [f"the peers could not be asked: {done.stderr.strip().splitlines()[-1]}"]
    return found | json.loads(done.stdout), []


def _spectral(wave: Wave) -> Mapping[float, float]:
    """Return the highest peak of the spectrum of the window that ends at each half second."""
    window, step = int(WINDOW_S * RATE_HZ), int(HOP_S * RATE_HZ / 5)
    return {end / RATE_HZ: _peak_bpm(wave[end - window : end]) for end in range(window, wave.size + 1, step)}


def _peak_bpm(wave: Wave) -> float:
    length = 8 * wave.size
    bpm = 60.0 * np.fft.rfftfreq(length, 1.0 / RATE_HZ)
    power = np.abs(np.fft.rfft((wave - wave.mean()) * np.hanning(wave.size), length))
    inside = (bpm >= SLOWEST_BPM) & (bpm <= FASTEST_BPM)
    return float(bpm[inside][int(np.argmax(power[inside]))])


def _detail(played: Sequence[_Played], found: Sequence[Any]) -> Mapping[str, Any]:
    every: list[list[float]] = []
    shown: list[list[float]] = []
    for one, its in zip(played, found, strict=True):
        if isinstance(its, Mapping):
            ends = np.array([*its])
            errors = one.errors_of_rates({at_s: its[ends[np.argmin(np.abs(ends - at_s))]] for at_s in one.ends_s})
        elif its is None or len(its) < 4:  # noqa: PLR2004  # no series of intervals to be set anywhere
            errors = ([], [])
        else:
            errors = one.errors_of(its)
        every.append(errors[0])
        shown.append(errors[1])
    flat = [error for errors in every for error in errors]
    return {
        "median_error_bpm": _median(_mean(errors) for errors in every),
        "window_p95_bpm": p95(flat),
        "where_ours_is_shown_bpm": _median(_mean(errors) for errors in shown),
        "recordings": [_mean(errors) for errors in every],
    }


def _half(played: Sequence[_Played]) -> Mapping[str, Any]:
    errors = np.concatenate([np.zeros(0), *(each.errors for each in played)])
    return {
        "median_error_bpm": _median(each.row["error_bpm"] for each in played),
        "window_p95_bpm": p95(errors),
        "coverage": _rounded(sum(each.good for each in played) / sum(each.judged for each in played)),
    }


def p95(errors: Sequence[float] | Wave) -> float | None:
    """Return what 95 % of the errors stay within; None where there are none."""
    return _rounded(float(np.percentile(errors, 95))) if len(errors) else None


def _mean(errors: Sequence[float] | Wave) -> float | None:
    return _rounded(float(np.mean(errors))) if len(errors) else None


def _median(values: Any) -> float | None:
    known = [value for value in values if value is not None]
    return _rounded(float(np.median(known))) if known else None


def _rounded(value: float) -> float:
    return round(value, 4)
