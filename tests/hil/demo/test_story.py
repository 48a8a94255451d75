from dataclasses import replace

from hil.demo.story import Ending, Story, shedding, summary
from hil.rig.run_report import Report, TargetReport

REPORT = Report(
    compartments=(TargetReport("food", 4.0, "cool"),), cabin=TargetReport("cabin", 21.0, "auto"), carries="all"
)
TRUTH = {"fridge.food.air_c": 4.26, "fridge.food.contents_c": 5.0, "cabin.air_c": 21.4}
END = Ending(
    simulated_s=7_200.0,
    wall_s=120.0,
    report=REPORT,
    truth=TRUTH.__getitem__,
    compressor_starts=1,
    min_off_violations=0,
    drawn_wh=61.4,
    messages=321,
    address="hub:1883",
)
WARM = {"fridge.food.too_warm": "food is too warm: close the lid"}


def told(story: Story) -> list[str]:
    return [line.partition("  ")[2] for line in story.lines]


def test_an_alarm_that_comes_and_goes_is_reported_once_each_time() -> None:
    story = Story()
    for now_s, report, status in (
        (0.0, Report(), "not started yet"),
        (1.0, REPORT, "runs, pid 1"),
        (2.0, REPORT, "runs, pid 1"),
        (60.0, replace(REPORT, carries="all but comfort", alarms=WARM), "runs, pid 1"),
        (70.0, replace(REPORT, carries="all but comfort", alarms=WARM, faults={"a": "a: gone"}), "runs, pid 1"),
        (80.0, REPORT, "runs, pid 1"),
    ):
        story.look(now_s, report, status)
    assert told(story) == [
        "the daemon runs, pid 1",
        "load shedding: comfort is shed",
        "alarm: food is too warm: close the lid",
        "fault: a: gone",
        "no load is shed",
        "over: food is too warm: close the lid",
        "over: a: gone",
    ]
    assert story.daemons == 1


def test_the_summary_says_what_came_of_it() -> None:
    story = Story()
    story.look(1.0, REPORT, "runs, pid 1")
    story.look(60.0, replace(REPORT, alarms=WARM, faults={"a": "a: gone"}), "runs, pid 1")
    story.look(120.0, replace(REPORT, alarms=WARM), "runs, pid 1")
    assert list(summary(story, END)) == [
        "The demo is over: 2:00:00 of a car's life in 120 s (60 x real time).",
        "  food       air 4.3 °C, contents 5.0 °C; set-point 4.0 °C",
        "  cabin      air 21.4 °C; set-point 21.0 °C",
        "  compressor 1 start, none too early",
        "  energy     61 Wh through the shunt of the 12 V supply",
        "  hub        321 messages at hub:1883",
        "  daemon     1 start",
        "  alarms     1, 1 at the end",
        "    0:01:00 until the end  food is too warm: close the lid",
        "  faults     1, all over",
        "    0:01:00 to 0:02:00  a: gone",
    ]


def test_nothing_that_happened_is_said_to_be_nothing() -> None:
    lines = list(summary(Story(), replace(END, report=Report(), min_off_violations=2)))
    assert "  alarms     none" in lines
    assert "  compressor 1 start, 2 TOO EARLY" in lines


def test_the_supply_is_shown_as_load_shedding() -> None:
    assert shedding("medicine only") == "load shedding: only medicine is cooled"
    assert shedding("something new") == "carries something new"
    assert shedding("") == "not known yet"
