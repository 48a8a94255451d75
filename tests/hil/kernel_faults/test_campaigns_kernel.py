"""The campaigns in a real kernel: by which rules they judge, and two of them for real."""

import json
from pathlib import Path
from signal import SIGKILL
from types import SimpleNamespace
from typing import Any

import pytest

from firmware.service.status_line import regulating
from hil.__main__ import main
from hil.campaigns.campaign import SAFE_WITHIN_S
from hil.kernel.rig_errors import NoKernel, RigError
from hil.kernel_faults import boot
from hil.kernel_faults.kernel_campaigns import BY_NAME, CAMPAIGNS
from hil.kernel_faults.kernel_stage import faults_in
from hil.kernel_faults.unit_rules import Rules

CONFIG = Path("/etc/homeward/homeward.toml")


def test_the_service_is_managed_by_the_rules_of_its_unit() -> None:
    rules = Rules.read(CONFIG)
    assert [Path(rules.start[0]).name, *rules.start[1:]] == ["homeward", "run", "--config", str(CONFIG)]
    assert rules.stop_post[1] == "outputs-off"
    assert (rules.restart_s, rules.watchdog_signal, rules.oom_score_adjust) == (2.0, SIGKILL, -500)
    assert rules.watchdog_s < SAFE_WITHIN_S


@pytest.mark.parametrize("text", ["[Service]\nType=simple\n", "[Service]\nType=notify\nRestart=always\n"])
def test_a_unit_of_another_kind_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "unit").write_text(text, encoding="utf-8")
    with pytest.raises(RigError, match="unit: "):
        Rules.read(CONFIG, tmp_path / "unit")


@pytest.mark.parametrize("names", [(), ("mqtt",), ("i2c fridge", "record file")])
def test_faults_are_read_from_the_status_for_the_manager(names: tuple[str, ...]) -> None:
    state: Any = SimpleNamespace(step=SimpleNamespace(alarms=()), health=SimpleNamespace(faults=names))
    assert faults_in(regulating(["heater"], state)) == names


def test_each_campaign_has_a_name_of_its_own() -> None:
    assert len(BY_NAME) == len(CAMPAIGNS)


def test_an_unknown_campaign_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["campaign", "kernel", "flood"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("campaign flood: must be all or one of: killed, ")
    assert said.count("\n") == 1


def test_without_a_kernel_there_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise NoKernel("no kernel to run in")

    monkeypatch.setattr(boot, "kernel_found", missing)
    assert main(["campaign", "kernel", "--json"]) == 2
    assert capsys.readouterr() == ("", "campaign: no kernel to run in\n")


def test_a_full_disk_and_a_lost_bus_are_reported_and_recovered_from(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        boot.look_for_rig()
    except RigError as error:
        pytest.skip(str(error))
    assert main(["campaign", "kernel", "disk-full", "i2c-vanished", "--json"]) == 0
    outcomes = json.loads(capsys.readouterr().out)["campaigns"]
    assert [outcome["fault"] for outcome in outcomes] == ["disk-full", "i2c-vanished"]
    assert all(outcome["noticed_after_s"] > 0.0 and outcome["lost"] == 0 for outcome in outcomes)
