import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiomqtt
import pytest

from hil.__main__ import main
from hil.demo.play import wrapped
from hil.rig.runners import InProcess
from tests.patience import PATIENCE_S

SPEED = 30
"""Slow enough that a restart (2 s of real time and the start of a process) is far shorter than the minimum off time."""


def test_half_an_hour_of_the_demo_cools_the_fridge(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--hours", "0.5", "--speed", "max", "--json"]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    figures = json.loads(out)
    assert figures["simulated_s"] == pytest.approx(1_800.0, abs=5.0)
    assert figures["cycles"] == pytest.approx(3_600, abs=10)
    assert figures["cycle_overruns"] == 0
    assert figures["wall_s"] > 0.0
    assert [each["name"] for each in figures["compartments"]] == ["food", "medicine"]
    for each in figures["compartments"]:
        assert each["set_point_c"] < each["air_c"] < 15.0  # from 24
        assert each["contents_c"] < 16.0
    assert figures["cabin"]["air_c"] == pytest.approx(figures["cabin"]["set_point_c"], abs=1.5)
    assert figures["compressor_starts"] >= 1
    assert figures["min_off_violations"] == 0
    assert figures["hub_messages"] > 500
    assert figures["faults"] == []


def test_without_a_terminal_there_is_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--hours", "0.2", "--speed", "max"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("MQTT client") and "homeward/#" in line for line in lines)
    assert any(line.startswith("Home Assistant") for line in lines)
    assert any(line.startswith("Technician") and "/dev/pts/" in line for line in lines)
    assert [line.split()[0] for line in lines if "  compressor o" in line] == ["0:05:00", "0:10:00"]
    assert any(line.startswith("The demo is over: 0:12:00 of a car's life in ") for line in lines)
    assert "  compressor 1 start, none too early" in lines


def test_no_word_is_cut_at_the_edge_of_a_terminal() -> None:
    alarm = "    0:33:43 to 0:45:33  food: contents probe jumped from 13.2 to 15.8 °C with a shut lid; check the sensor"
    shown = [*wrapped(["  food       air 9.4 °C", alarm], 80)]
    assert shown[0] == "  food       air 9.4 °C"
    assert shown[1].startswith("    0:33:43 to 0:45:33  food: contents")
    assert shown[2].startswith("        ")
    assert all(len(line) <= 80 for line in shown)
    assert " ".join(" ".join(shown[1:]).split()) == " ".join(alarm.split())


def test_the_result_is_looked_at_while_the_daemon_still_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    regulate = InProcess.run

    async def ends_late(runner: InProcess) -> None:
        try:
            await regulate(runner)
        finally:
            await asyncio.sleep(600.0)

    monkeypatch.setattr(InProcess, "run", ends_late)
    assert main(["demo", "--hours", "0.01", "--speed", "max"]) == 0
    assert "The demo is over: 0:00:36 of a car's life in " in capsys.readouterr().out


def test_a_port_that_is_taken_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["demo", "--hours", "0.1", "--speed", "max", "--port", port]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert port in said


def test_a_reader_that_leaves_ends_the_demo_quietly() -> None:
    arguments = (sys.executable, "-m", "hil", "demo", "--speed", "max")
    with subprocess.Popen(arguments, stdout=PIPE, stderr=PIPE) as process:  # noqa: S603  # this very program
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b"MQTT client")
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


class LiveDemo:
    """The demo as a person starts it, and a hub of the test's own."""

    def __init__(self, process: Process, hub: aiomqtt.Client) -> None:
        self.process, self._hub = process, hub

    async def hub_hears(self, end_of_topic: str, payload: str | None = None) -> None:
        """Wait for a message, with any payload if none is given; others are passed over."""
        async for message in self._hub.messages:
            wanted = payload is None or message.payload == payload.encode()
            if wanted and message.topic.value.endswith(end_of_topic):
                return

    async def daemon_pid(self) -> int:
        """Wait until the demo tells that its daemon runs."""
        return int((await self._told("daemon runs, pid ")).split()[0])

    async def told_of_death(self) -> str:
        return await self._told("daemon died ")

    async def stopped(self) -> dict[str, Any]:
        """Press Ctrl-C; the figures of the whole run."""
        await self._hub.__aexit__(None, None, None)
        self.process.send_signal(signal.SIGINT)
        out, _ = await self.process.communicate()
        assert self.process.returncode == 0
        figures: dict[str, Any] = json.loads(out)
        return figures

    async def _told(self, what: str) -> str:
        assert self.process.stderr is not None
        while line := (await self.process.stderr.readline()).decode():
            if what in line:
                return line.partition(what)[2]
        raise AssertionError(f"the demo ended before it told: {what}")


@asynccontextmanager
async def live_demo(state: Path) -> AsyncIterator[LiveDemo]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    arguments = ("demo", "--json", "--speed", str(SPEED), "--port", str(port), "--state", str(state))
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "hil", *arguments, stdout=PIPE, stderr=PIPE)
    try:
        assert process.stderr is not None
        await process.stderr.readline()  # the broker is there once the demo tells where
        hub = aiomqtt.Client("127.0.0.1", port)
        await hub.__aenter__()
        await hub.subscribe("homeward/#")
        yield LiveDemo(process, hub)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def test_a_killed_daemon_is_offline_at_the_hub_comes_back_and_lets_the_compressor_rest(tmp_path: Path) -> None:
    async def scene() -> None:
        async with asyncio.timeout(PATIENCE_S), live_demo(tmp_path) as demo:
            first = await demo.daemon_pid()
            await demo.hub_hears("/status", "online")
            await demo.hub_hears("/fridge/compressor_on", "ON")
            for _ in range(3):  # it has run for a while
                await demo.hub_hears("/fridge/plate_c")
            os.kill(first, signal.SIGKILL)
            await demo.hub_hears("/status", "offline")
            assert "SIGKILL" in await demo.told_of_death()
            second = await demo.daemon_pid()
            assert second != first
            await demo.hub_hears("/status", "online")
            await demo.hub_hears("/fridge/compressor_on", "ON")
            for _ in range(3):
                await demo.hub_hears("/fridge/plate_c")
            figures = await demo.stopped()
            assert figures["compressor_starts"] == 2
            assert figures["min_off_violations"] == 0
            with pytest.raises(ProcessLookupError):
                os.kill(second, 0)
            assert (tmp_path / "record.db").is_file()

    asyncio.run(scene())
