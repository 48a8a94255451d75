"""Programs read what `python -m hil ... --json` prints: fields of these classes are its keys, and keep their names."""

from dataclasses import fields
from typing import Any

import pytest

from hil.bench.soak import Look
from hil.campaigns import campaign
from hil.kernel import power_cuts
from hil.replay.report import IdReport, PointReport, ReplayReport
from hil.scenarios.run_figures import Figures
from hil.service.verdicts import EarlyEnds, Logins, Point, Start, Trial
from hil.validation.row import Row

KEYS: dict[type[Any], str] = {
    campaign.Outcome: "fault injected noticed_after_s safe_after_s recovered_after_s lost failures",
    power_cuts.Outcome: "cuts acknowledged lost unreadable",
    Row: "name value low high unit source fit",
    Look: "day rss_mb descriptors tasks threads database_mb written_mb objects",
    Figures: "energy_w starts_per_h contents_mean_c contents_rms_k ripple_k air_min_c out_of_band_pct freeze_min "
    "recovery_min recovery_ratio min_off_violations",
    PointReport: "min max last count absent why",
    IdReport: "message decoded wrong_length unknown_id undecodable bad_checksum repeated gaps why",
    ReplayReport: "frames frames_wrong_length frames_unknown_id frames_undecodable frames_bad_checksum frames_repeated "
    "frames_error frames_remote frames_lost pdus_complete pdus_timed_out pdus_broken recorded_s "
    "cycles points ids faults",
    Point: "told true",
    Start: "user ready_after_s drives_after_s tells_after_s outputs_pct points",
    Trial: "done must_be seen ended_after_s off_after_s ready_after_s drives_after_s",
    EarlyEnds: "ends told_after_s told status outputs_pct left_after_s",
    Logins: "on_its_port on_another",
}


@pytest.mark.parametrize(("report", "keys"), KEYS.items(), ids=lambda value: getattr(value, "__qualname__", ""))
def test_json_keys_stay_as_they_are(report: type[Any], keys: str) -> None:
    assert [field.name for field in fields(report)] == keys.split()
