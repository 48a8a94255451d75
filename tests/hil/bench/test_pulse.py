"""The benchmark of the pulse plays recordings beside their truth; noise shows nothing."""

from pathlib import Path
from typing import Any

import pytest

from hil.bench import pulse, pulse_on_made_waves
from hil.bench.options import BadChoiceError


def test_a_recording_is_shown_near_its_truth(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: dict[str, Any] = {"false_share": 0.0}
    monkeypatch.setattr(pulse_on_made_waves, "measure", lambda **_: made)
    monkeypatch.setattr(pulse, "PEERS", Path("none"))
    figures = pulse.measure(data_dir / "ppg" / "welltory" / "subject_06")
    (row,) = figures["recordings"]
    assert row["error_bpm"] < 1.2
    assert row["coverage"] > 0.9
    assert row["wrong_shown_s"] == 0.0
    assert figures["peers"]["heartpy"] is None
    assert figures["peers"]["fft"] > figures["median_error_bpm"]
    assert pulse.is_good(figures)
    assert "subject_06" in pulse.table(figures)


def test_segments_without_a_pulse_show_none_and_people_are_read_right() -> None:
    figures = pulse_on_made_waves.measure(segments=60, people=1)
    assert figures["false_share"] == 0.0
    assert figures["people"]["rate_error_bpm_p95"] < 1.5
    assert figures["people"]["breathing_error_per_min_max"] < 2.0


def test_a_folder_without_recordings_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadChoiceError, match=r"has PPG\.csv and RR\.txt"):
        pulse.measure(tmp_path)
    with pytest.raises(BadChoiceError, match="--data FOLDER"):
        pulse.measure(tmp_path / "none")
