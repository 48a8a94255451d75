"""Shared by all tests: where recorded data is, and hypothesis settings for noisy machines."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("ci", deadline=None, max_examples=1_000)
settings.register_profile("nightly", deadline=None, max_examples=100_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of recordings; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("HOMEWARD_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no recordings at {folder}: set HOMEWARD_DATA to the folder that holds can/, sensors/, ...")
    return folder
