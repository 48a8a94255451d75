"""Shared by all tests: where recorded data is, and hypothesis settings for noisy machines."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""How long examples take says something about the machine."""

settings.register_profile("ci", UNTIMED, max_examples=1_000)
settings.register_profile("nightly", UNTIMED, max_examples=100_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of recordings; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("HOMEWARD_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no recordings at {folder}: set HOMEWARD_DATA to the folder that holds can/, sensors/, ...")
    return folder
