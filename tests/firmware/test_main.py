from pathlib import Path

import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory, MockPWMPin

from firmware.__main__ import main

OUTPUTS = '[[outputs]]\nname = "compressor"\npin = 17\nkind = "relay"\n'


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "homeward.toml"
    file.write_text(OUTPUTS)
    return file


def test_a_good_file_is_said_to_be_good(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(config)]) == 0
    assert capsys.readouterr().out == "Homeward: good (0 sensors, 0 CAN, 1 outputs)\n"


def test_a_bad_file_is_refused_by_every_command_with_one_line_for_each_error(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config.write_text("colour = 1\n[cabin]\nset_point_c = 90\n")
    for arguments in (
        ["check", str(config)],
        ["run", "--config", str(config)],
        ["outputs-off", "--config", str(config)],
    ):
        assert main(arguments) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert len(captured.err.splitlines()) == 2
        assert all(line.startswith(f"{config}: ") for line in captured.err.splitlines())


def test_bad_usage_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["fly"])
    assert ended.value.code == 2
    assert "fly" in capsys.readouterr().err


def test_outputs_off_releases_what_a_dead_process_left_on(config: Path) -> None:
    factory = MockFactory(pin_class=MockPWMPin)
    pin = factory.pin("GPIO17")
    pin.function = "output"
    pin.state = True
    Device.pin_factory = factory
    try:
        assert main(["outputs-off", "--config", str(config)]) == 0
        assert pin.state == 0
    finally:
        factory.close()
        Device.pin_factory = None


def test_outputs_off_without_pins_is_one_line(
    config: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "lgpio")
    assert main(["outputs-off", "--config", str(config)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "compressor" in line
