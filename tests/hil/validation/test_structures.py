from pathlib import Path

from hil.validation import structures


def test_boxes_of_other_structures_agree_with_recordings_of_real_ones(data_dir: Path) -> None:
    rows = list(structures.rows(data_dir))
    assert len(rows) == 16
    assert [f"{row.name}: {row.value:.4g}" for row in rows if not row.ok] == []


def test_without_recordings_there_is_nothing_to_compare(tmp_path: Path) -> None:
    assert list(structures.rows(None)) == list(structures.rows(tmp_path)) == []
