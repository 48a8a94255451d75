import json

import pytest
from smbus2 import i2c_msg

from hil.bench.i2c import bench_i2c
from hil.bench.i2c_bus import CLOCK_HZ, TimedI2cBus
from hil.bench.step import bench_step
from hil.chips import SimTmp117
from hil.cli import bench

FIGURES = {"step_us", "step_p95_us", "times_real_time", "ticks", "tick_s"}
SHOWN = FIGURES | {"python", "machine"}


def test_a_short_bench_has_all_its_figures() -> None:
    figures = bench_step(hours=0.02)
    assert set(figures) == FIGURES
    assert figures["ticks"] == 144


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "BENCHMARKS", {"step": bench.Benchmark(lambda _: bench_step(hours=0.01))})


@pytest.mark.usefixtures("short")
def test_json_is_one_object_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.run("step", as_json=True) == 0
    assert set(json.loads(capsys.readouterr().out)) == SHOWN


@pytest.mark.usefixtures("short")
def test_text_has_one_line_for_each_figure(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.run("step", as_json=False) == 0
    assert {line.split()[0] for line in capsys.readouterr().out.splitlines()} == SHOWN


def test_an_unknown_bench_is_refused_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.run("stepp", as_json=True) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("bench stepp: no such benchmark; choose from: ")
    assert captured.err.count("\n") == 1


def test_a_short_bench_of_a_bus_has_all_its_figures() -> None:
    figures = bench_i2c(phase_s=0.2, ready_s=0.1)
    assert set(figures) == {
        "chips",
        "read_ms",
        "read_bus_ms",
        "bus_share_pct",
        "worst_cycle_delay_ms",
        "worst_cycle_delay_quiet_ms",
        "other_reads_per_s",
        "other_reads_per_s_quiet",
    }
    assert figures["chips"] == 12
    assert 0.0 < float(figures["read_bus_ms"]) < float(figures["read_ms"])


def test_a_timed_bus_is_busy_for_each_bit_on_the_wires() -> None:
    wires = TimedI2cBus({0x48: SimTmp117(lambda: 0.0, lambda: 4.0)})
    wires.i2c_rdwr(i2c_msg.write(0x48, b"\x0f"), i2c_msg.read(0x48, 2))
    bits = 1 + 9 + 9 + 1 + 9 + 9 + 9 + 1
    assert wires.busy_s == pytest.approx(bits / CLOCK_HZ)
