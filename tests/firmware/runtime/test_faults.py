import logging

import pytest

from firmware.runtime.faults import Faults


def test_a_fault_is_said_once_when_it_begins_and_once_when_it_ends(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    faults = Faults()
    for _ in range(3):
        faults.report("mqtt", "mqtt hub.local:1883: connection refused")
    assert faults.current == {"mqtt": "mqtt hub.local:1883: connection refused"}
    for _ in range(3):
        faults.clear("mqtt")
    assert faults.current == {}
    assert [record.getMessage() for record in caplog.records] == [
        "mqtt hub.local:1883: connection refused",
        "mqtt: works again",
    ]


def test_what_was_read_does_not_change_afterwards() -> None:
    faults = Faults()
    before = faults.current
    faults.report("record", "disk full")
    assert before == {}


def test_a_fault_that_is_part_of_another_ends_without_a_word(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    faults = Faults()
    faults.report("food", "food: timed out")
    faults.withdraw("food")
    faults.withdraw("cabin")
    faults.clear("food")
    assert faults.current == {}
    assert [record.getMessage() for record in caplog.records] == ["food: timed out"]
