"""Words about alarms for an owner: when each comes, by which sensors, and what remains to see with fewer of them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One alarm: its condition, the sensors that it takes, and what an owner gets who lacks one."""

    when: str
    sensors: str = "-"
    fewer: str = "-"


_TOO_WARM = "`too_warm` when the air leaves its band"

WORDS: Mapping[str, Words] = {
    "fridge.NAME.too_warm": Words(
        "the air is further above the set-point than `too_warm_k`; while a compartment is pulled down for the first"
        " time, only after three hours",
    ),
    "fridge.NAME.frozen": Words("the air is half a kelvin below the freeze guard, or colder"),
    "fridge.NAME.contents_too_warm": Words("the contents, measured or surely estimated, are above their band"),
    "fridge.NAME.contents_too_cold": Words("the contents, measured or surely estimated, are below their band"),
    "fridge.NAME.not_getting_cold": Words("a compartment that was never cold yet does not get colder any more"),
    "fridge.NAME.sensor_lost": Words("the air sensor gives no reading"),
    "fridge.NAME.cut_out": Words("the supply has no energy left for the compartment"),
    "cabin.sensor_lost": Words("the cabin's air sensor gives no reading"),
    "cabin.too_hot": Words("the air is as warm as `too_hot_c`"),
    "cabin.unsafe": Words("with the preset pet, the air is outside of what an animal can stand"),
    "cabin.cut_out": Words(
        "with the preset pet or rest, the supply has no energy left for comfort; it is told again when none is left for"
        " safety either, and only then the preset stops"
    ),
    "supply.other_voltage": Words(
        "for two minutes the voltage is that of a 24 V system where 12 is configured, or the other way round, and it"
        " was never that of the configured one"
    ),
    "supply.rests_like_lithium": Words("a battery of lead rests for six hours above any of its kind"),
    "supply.rests_like_lead": Words("a lithium battery rests for six hours between 12.1 and 12.75 V"),
    "supply.battery_current_backwards": Words(
        "three times in a row the battery's current rose as the compressor was switched on"
    ),
    "cabin.not_ready": Words(
        "from 16 h before a departure on: the set-point may not be reached by then, as the learned cabin and the"
        " weather tell",
    ),
    "fridge.no_start": Words(
        "the compressor is switched on, the battery is strong enough, and next to no power is drawn",
        "voltage and current of the supply",
        "with a plate sensor: `not_cooling`; else " + _TOO_WARM,
    ),
    "fridge.unit_cut_out": Words(
        "the compressor is switched on, and the supply is below `unit_cut_out_v`, at which its own unit stops it",
        "voltage of the supply; its current makes it surer",
        "`not_cooling` or " + _TOO_WARM,
    ),
    "fridge.not_cooling": Words(
        "in a run of ten minutes the plate neither falls by 2 K nor is 2 K colder than the air, and no air falls",
        "plate and air",
        "without a plate sensor: " + _TOO_WARM,
    ),
    "fridge.weak_cooling": Words(
        "a second of running gives 80 % of the usual cold or less, and the compressor runs 1.15 times as much as usual;"
        " after half a day of learning, at a plate and a cabin within 8 K of what they were then, and half a day after"
        " all was off",
        "plate and air of every compartment; the cabin's air makes it surer",
        "without a plate sensor: `heat_loss` when the compressor runs three times as much as usual, else " + _TOO_WARM,
    ),
    "fridge.plate_loose": Words(
        "in two runs the air fell by 0.7 K and more, while the plate's sensor stayed within 1 K of it",
        "plate and air",
        "without a plate sensor there is nothing to come off",
    ),
    "fridge.stuck_on": Words(
        "the compressor is switched off and power is drawn; without a current sensor: the plate still falls by 2 K in"
        " ten minutes and is colder than the air",
        "voltage and current, or plate and air",
        "with air alone: `frozen` where the compartment gets too cold",
    ),
    "fridge.condenser_fan": Words(
        "in a run the condenser is hot (45 °C, or 38 °C and 25 K above the cabin) and its fan stands; without a"
        " tachometer: 38 °C and 25 K above the cabin",
        "condenser, with the speed of its fan or the cabin's air",
        "without a condenser sensor: `weak_cooling`, which asks to clean the condenser first",
    ),
    "fridge.heat_loss": Words(
        "after two days of learning the compressor runs three times as much as usual for each kelvin below the cabin;"
        " after a day and a half that counts as usual",
        "air and the cabin's air",
        "without a cabin sensor: " + _TOO_WARM,
    ),
    "fridge.blows_unasked": Words(
        "all fans are off, the compressor rests, and the plate warms 2.5 times as fast as usual",
        "plate and air",
        "without a plate sensor: `frozen` where the compartment gets too cold",
    ),
    "fridge.air_swapped": Words(
        "four times more the air of another compartment fell than that of the fan that blew alone for three minutes",
        "air of two compartments, each with a fan or damper of its own",
        "with one air sensor it is not seen",
    ),
    "fridge.plate_stuck": Words(
        "the plate's sensor repeats one value for half an hour while the compressor switches", "plate", "-"
    ),
    "fridge.runs_without_end": Words(
        "a run of four hours in which no air got any lower for two, and one is 1 K above its set-point (thermoelectric:"
        " as warm as it takes for an alarm), although the cooler has shown that it can do more; where it does all that"
        " it can, an event tells once that the set-point is out of reach",
        "air; the cabin's air tells what is out of reach",
        _TOO_WARM,
    ),
    "fridge.NAME.air_silent": Words(
        "nothing new comes from the air sensor for much longer than usual",
        "an air sensor that tells when it measured",
        "-",
    ),
    "fridge.NAME.contents_silent": Words(
        "nothing new comes from the probe for much longer than usual", "a probe that tells when it measured", "-"
    ),
    "fridge.NAME.probe_out": Words(
        "the probe moves away from the air around it, up and down, as goods never do", "contents and air", "-"
    ),
    "fridge.NAME.probe_handled": Words(
        "the probe went up and down within minutes, as no goods do: somebody has it in the hand", "contents", "-"
    ),
    "fridge.NAME.lid_seems_open": Words(
        "the air rose quickly and stays there for as long as a lid may be open",
        "air, where there is no lid switch",
        _TOO_WARM,
    ),
    "fridge.NAME.left_open": Words(
        "the lid is open for as long as configured",
        "lid switch",
        "without a lid switch: `lid_seems_open`, by the air",
    ),
    "fridge.NAME.lid_ajar": Words(
        "in a run twice as long as usual the contents give no warmth to the air and the plate, and the compressor runs"
        " twice as much as usual; after six hours of learning",
        "plate, air, contents and the cabin's air",
        "without a probe in the contents: `heat_loss` when the compressor runs three times as much as usual",
    ),
    "fridge.NAME.fan_failed": Words(
        "late in a rest with the fan on the plate is still 4 K colder than the air, which is not kept cold; or in a run"
        " 12 K (8 K once that is known to be 1.6 times the usual), and the contents give no warmth; not within a"
        " quarter of an hour after the lid was open",
        "plate and air; a probe in the contents makes it sooner",
        "without a plate sensor: " + _TOO_WARM,
    ),
    "fridge.NAME.air_stuck": Words(
        "the air sensor repeats one value for half an hour while the plate moves by 3 K or the compressor switches, for"
        " this compartment",
        "air; plate makes it sooner",
        "-",
    ),
    "fridge.NAME.contents_stuck": Words(
        "the probe repeats one value for twelve hours while the plate moves", "contents and plate", "-"
    ),
    "fridge.NAME.air_jumped": Words(
        "under a shut lid the air changes by more than 1.8 K in ten seconds, and hardly before and after",
        "air and lid switch",
        "without a lid switch a jump is not told from an opened lid; `sensors_disagree` after a day with a probe",
    ),
    "fridge.NAME.contents_jumped": Words(
        "under a shut lid the contents change by more than 1.2 K in ten seconds, and hardly before and after",
        "contents and lid switch",
        "as for the air",
    ),
    "fridge.NAME.sensors_disagree": Words(
        "the means of air and contents over a day, near the set-point, differ by more than configured, and by more than"
        " contents that got warmer or colder lag behind",
        "air and contents",
        "with one of them it is not seen: check it in ice water once a year",
    ),
    "cabin.not_heating": Words(
        "the heater is on for ten minutes, the air rose by less than 1 K and is 3 K below the set-point",
        "cabin air; outside air makes it surer",
        "without it the heater is not driven",
    ),
    "cabin.not_lit": Words(
        "a heater that burns fuel has had its start-up and ten minutes more, the air rose by less than 1 K and is 3 K"
        " below the set-point",
        "cabin air; outside air makes it surer",
        "without it the heater is not driven",
    ),
    "cabin.not_cooling": Words(
        "the cooler is on for ten minutes, the air fell by less than 1 K and is 3 K above the set-point",
        "cabin air; outside air makes it surer",
        "without it the cooler is not driven",
    ),
    "cabin.heats_unasked": Words(
        "the heater is nearly off for ten minutes and the air stays 28 K above the outside",
        "cabin air and outside air",
        "without outside air: `too_hot`",
    ),
    "cabin.air_stuck": Words(
        "the air sensor repeats one value for half an hour while heater or cooler work", "cabin air", "-"
    ),
    "supply.voltage_impossible": Words("below 6 V or above 33 V: the controller itself runs from it", "voltage", "-"),
    "supply.voltage_stuck": Words(
        "the voltage repeats one value for half an hour although the compressor switched twice", "voltage", "-"
    ),
    "supply.current_backwards": Words("a current of more than 1 A flows out of the appliances", "current", "-"),
}
"""By alarm, NAME being that of a compartment. One that is not here yet is shown with what it says alone."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The words about what a trial found: when it is told, what to do, when that is over."""

    when: str
    do: str
    goes: str


_WRONG_WAY = "the next trial goes the right way, or it is switched off; it rests 10 to 20 min first, then 6 h"

TRIALS: Mapping[str, Trial] = {
    "fridge.NAME.air_unmoved": Trial(
        "the air sensor answers neither to a run of the compressor nor to a rest, each asked for if need be",
        "replace the sensor, and see that the compressor cools",
        "it moves again",
    ),
    "fridge.reversed": Trial(
        "the air rises by 4 K in a run (2 K where the plate, too, is warmer than the air), nothing against it",
        "check the wiring and valves: the compressor warms the box and is stopped",
        _WRONG_WAY,
    ),
    "cabin.heater_reversed": Trial(
        "the air falls by 4 K while the heater is driven hard",
        "check the wiring of heater and cooler: the heater is stopped",
        _WRONG_WAY,
    ),
    "cabin.cooler_reversed": Trial(
        "the air rises by 4 K while the cooler is driven hard",
        "check the wiring of heater and cooler: the cooler is stopped",
        _WRONG_WAY,
    ),
}
"""By alarm of a trial."""


def words_of(alarm: str) -> Words:
    """Return the words about an alarm."""
    return WORDS.get(alarm, Words("as it says"))
