"""Recordings of a household fridge and freezer with gaps: their mean kinetic temperatures, weighed by time."""

import csv
from datetime import datetime
from pathlib import Path

import pytest

from firmware.coldchain.kinetics import mean_kinetic_c, trapezoid_kinetic_c


def samples(file: Path) -> list[tuple[float, float]]:
    with file.open(encoding="utf-8") as stream:
        return [
            (datetime.fromisoformat(row["timestamp"]).timestamp(), float(row["temperature"]))
            for row in csv.DictReader(stream)
        ]


@pytest.mark.parametrize(
    ("name", "by_samples_c", "by_time_c"), [("ruuvi_fridge", 2.674, 2.619), ("ruuvi_freezer", -26.639, -26.729)]
)
def test_the_mean_kinetic_temperature_of_a_recording(
    data_dir: Path, name: str, by_samples_c: float, by_time_c: float
) -> None:
    seen = samples(data_dir / "temperature" / f"{name}.csv")
    assert mean_kinetic_c((each_c, 1.0) for _, each_c in seen) == pytest.approx(by_samples_c, abs=0.002)
    assert trapezoid_kinetic_c(seen) == pytest.approx(by_time_c, abs=0.002)
