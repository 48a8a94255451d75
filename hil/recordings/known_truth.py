"""Facts about single recordings that no column of theirs shows, by the name of the file; others have none."""

from collections.abc import Mapping

KNOWN: Mapping[str, Mapping[str, object]] = {
    "brewpi_2014-02-03_steps.csv": {
        "contents probe out of the goods": ["2014-02-05 16:46"],
        "the probe is in the goods until": "2014-02-05 16:46",
    },
    "tracebase_fridge_76C07F_2012-06-17.csv": {
        "runs of the compressor": {"runs": 23, "median_min": 14.1, "on_share": 0.23, "wh": 411},
    },
    "tracebase_fridge_D325D9_2012-06-16.csv": {
        "runs of the compressor": {"runs": 1, "median_min": 1_440.0, "on_share": 1.0, "wh": 1_934},
    },
}
"""The probe hangs in the air from then on: it swings from 0.2 to 20.3 °C while the air swings from 6 to 13 (inferred by
who described the recording). The runs were counted by hand."""
