import json

import pytest

from hil import bench

FIGURES = {"step_us", "times_real_time", "ticks", "tick_s", "python", "machine"}


def test_a_short_bench_has_all_its_figures() -> None:
    figures = bench.bench_step(hours=0.02)
    assert set(figures) == FIGURES
    assert figures["ticks"] == 144


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "BENCHMARKS", {"step": lambda: bench.bench_step(hours=0.01)})


@pytest.mark.usefixtures("short")
def test_json_is_one_object_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.run("step", as_json=True) == 0
    assert set(json.loads(capsys.readouterr().out)) == FIGURES


@pytest.mark.usefixtures("short")
def test_text_has_one_line_for_each_figure(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.run("step", as_json=False) == 0
    assert {line.split()[0] for line in capsys.readouterr().out.splitlines()} == FIGURES


def test_an_unknown_bench_is_refused_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.run("stepp", as_json=True) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "bench stepp: no such benchmark; choose from: step\n"
