"""The figures that the fridge law comes to in six eventful hours, to six digits.

They are not right by themselves: the physics is held elsewhere. They hold every term and every constant of the learning
and of the clocks, of which one that is wrong by a tenth still regulates well. Where one of them is changed on purpose
`python -m tests.controller.fridge.test_figures` prints the new ones, to be compared with the old by reading.
"""

from collections.abc import Iterator
from dataclasses import replace
from textwrap import fill

import pytest

from controller import Absence, CompartmentInputs, FridgeInputs, Mode, Preset, Reading, Target, absent, present
from controller.fridge import Asked, FridgeMemory, initial, regulate
from tests.controller.fridge.test_fridge import SETTINGS, STANDING, Box, applied

TICK_S = 5.0
COOL = Asked(targets=(Target(4.0, Mode.COOL), Target(5.0, Mode.COOL)), around_c=(32.0, 32.0))
LOST = absent(Absence.OFFLINE, 0.0)


def seen(box: Box, minute: float) -> FridgeInputs:
    """Lid of the food open for six minutes; a probe in the medicine; its air lost for an hour, the plate for less."""
    lid = present(float(70.0 <= minute < 76.0), 0.0)
    air: list[Reading] = [present(round(air_c * 16.0) / 16.0, 0.0) for air_c in box.air_c]
    if 200.0 <= minute < 260.0:
        air[1] = LOST
    boxes = (CompartmentInputs(air[0], lid_open=lid), CompartmentInputs(air[1], present(box.contents_c[1] + 0.2, 0.0)))
    plate = LOST if 150.0 <= minute < 170.0 else present(box.plate_c, 0.0)
    return FridgeInputs(boxes, plate)


def asked(minute: float) -> Asked:
    """A boost of the food, quiet for an hour, and warmer weather at the end."""
    food = Target(4.0, Mode.COOL, Preset.BOOST if 100.0 <= minute < 140.0 else Preset.NONE)
    around_c = 32.0 if minute < 240.0 else 38.0
    return replace(COOL, targets=(food, COOL.targets[1]), quiet=170.0 <= minute < 200.0, around_c=(around_c, around_c))


def hours() -> Iterator[FridgeMemory]:
    """The memory after each hour."""
    box, memory, output = Box(32.0, [14.0, 9.0], 12.0, [12.0, 8.0]), initial(SETTINGS, -1e4, now_s=0.0), STANDING
    for tick in range(round(6 * 3_600.0 / TICK_S)):
        minute = tick * TICK_S / 60.0
        if minute == 73.0:
            box.air_c[0], box.contents_c[0] = 18.0, 9.0
        taken = regulate(memory, seen(box, minute), asked(minute), SETTINGS, applied(output), now_s=(tick + 1) * TICK_S)
        memory, output = taken.memory, taken.output
        box.advance(applied(output), TICK_S)
        if (tick + 1) % 720 == 0:
            yield memory


def figures(memory: FridgeMemory) -> list[float]:
    """What is believed of compartments and plate, and what is shown of it."""
    found: list[float] = []
    for cell, estimate in zip(memory.cells, memory.estimates, strict=True):
        assert cell.box is not None
        belief = cell.box.belief
        found += [*belief.mean, *[belief.covariance[i][j] for i in range(6) for j in range(i + 1)]]
        found += [cell.settled_c, cell.coast_c, cell.pull_k_h, cell.half_k, cell.trim_k, cell.freest_per_h]
        found += [cell.learned_duty.duty, cell.learned_duty.seen_s, cell.learned_duty.lift_k or -1.0]
        shown = (estimate.contents_c, estimate.hold_over_s, estimate.hold_over_limit_c, estimate.ready_s)
        found += [-1.0 if value is None else value for value in (*shown, estimate.load_k_h)]
    plate = memory.plate.belief
    return [*found, *plate.mean, *[plate.covariance[i][j] for i in range(4) for j in range(i + 1)]]


EXPECTED = """\
15.29553 4.612394 6.99962 2.984522 11.56596 0.09822576 121.2534 6.07502 12.96707 12.53964 -6.95935 19.91263 -1.630489
1.088936 2.437184 1.013416 -7.302657 1.519039 3.107336 1.376784 2.788694 3.043902 0.9207883 2.50653 0.3368794
0.2890651 5.775665 10.14616 4 3 0.45 0 0 0.1 600 20 -1 -1 -1 -1 9.858976 9.573537 3.673249 4.356505 2.861371 7.046658
0.6834811 4.227267 -0.01995733 10.88253 1.410766 -10.8143 12.11799 -0.04546609 0.02412536 0.343566 0.353794
-0.0004944919 1.034023e-05 4.417106e-05 -3.787277e-05 0.0002421986 1.762281 0.1706021 1.572195 -0.1670403 0.0002815295
5.543028 6.268822 3.125 3 0.45 -0.02951251 0 0.3571429 1680 25.33296 7.046658 -1 -1 2060.635 5.852099 74.80984
0.906298 4.625694 5.449943 293.2378 -11.64868 0.8369691 16.60713 -0.6334828 7.905743 22.14587 -0.8334262 -5.652512
8.659225

13.93418 2.628394 6.445246 2.41516 8.269738 0.6043145 81.28852 11.30241 3.916741 -2.808638 -0.3544767 0.822595
-2.23443 0.3804413 0.223431 0.364931 -6.055864 0.3099125 0.4927819 0.4743147 1.588162 0.9805044 0.8776769 0.2000266
0.04066424 -0.1959091 3.895545 6.806089 1.5625 3.313083 0.4969625 0 0 0.1 600 20 -1 -1 -1 -1 9.445162 7.302477
0.00191146 7.470399 2.130195 5.187697 1.353945 3.597771 0.3851548 0.0522135 -0.2467795 -0.02588695 0.2349311
-0.4119459 -0.03080474 0.08107598 0.1207761 -0.0003544045 5.144065e-06 2.504035e-06 -1.094278e-05 0.0002208124
0.07152888 -0.02174016 0.2012256 -0.02736072 9.628208e-06 0.8556227 4.510182 2.90625 1.777887 0.2666831 -0.1854718 0
0.3385417 5280 27.61228 5.187697 -1 -1 0 4.229031 88.77045 0.2164743 0.5513929 11.21858 29.1323 -0.7107038 0.3490137
1.391071 -0.1721973 0.3717898 1.567318 0.1003427 -0.3151322 0.70616

10.13853 0 6.27498 0.9417151 4.892091 0.9800808 2.781899 0.2900014 0.06671999 -0.3127666 -0.05980582 0.2827789
-0.1699785 -0.01730475 0.04597161 0.07754995 -0.3527558 -0.01958003 0.07604158 -0.02666622 0.191835 1.452264
0.09238135 -0.04538447 -0.1128366 -0.1767017 1.29572 4.544539 4.75 6.425141 0.9637711 0 0 0.1466667 3000 27.35177 -1
-1 -1 -1 7.058067 8.030182 0.04093141 7.778703 2.195272 4.896173 1.547666 0.6188228 0.06583641 0.01894452 0.01515252
-0.003333339 0.1312976 -0.009632982 -0.003576173 0.03574464 0.08974347 -0.0004567365 -1.872892e-06 1.450147e-05
1.866821e-05 0.0002327472 0.04629929 0.004280234 0.08090113 -0.06907214 -4.382004e-05 0.5375031 4.715592 4.749023
1.777887 0.2666831 -0.1750975 0 0.201295 8880 27.66406 4.896173 19180.59 8 0 4.87294 90.01368 0.2088128 0.4444767
11.50761 18.14155 0.2954248 0.2707302 0.2197822 -0.04912486 0.0865359 1.260333 0.05027947 -0.1199662 0.4450944

9.395917 0.002755256 6.981933 1.253183 4.342069 0.5746068 2.066089 0.2705204 0.05880544 -0.1577223 -0.03533331
0.1781773 -0.1221127 -0.01304397 0.02171824 0.0627511 -0.08796987 -0.005227156 0.03207038 -0.01386671 0.05637867
0.5513749 0.05094532 0.002159123 -0.09046785 -0.0117616 0.4780666 4.103088 4.4375 7.257938 1.088691 0 0 0.180303 6600
27.93243 -1 -1 -1 -1 6.92132 9.118591 0.08625875 7.727776 2.173925 5.0085 1.334492 0.9759994 0.0915093 0.0149247
0.04457635 -0.003529266 0.1319365 0.02116314 -0.00528754 0.03449785 0.08995508 -0.0003899116 7.410029e-06 1.223706e-05
1.602927e-05 0.0002365898 0.1745925 0.003279632 0.07601728 -0.07305105 -5.661717e-06 0.5174691 4.801265 6.1875
1.777887 0.2666831 -0.171831 0 0.1773313 10080 27.50958 -1 -1 -1 -1 -1 89.39843 0.1943032 0.4518864 11.46248 15.20753
0.1773379 0.2527861 0.2703328 -0.02917697 0.05563651 0.922623 0.01316958 -0.07001171 0.3522481

8.673658 0.007107605 7.208887 1.419299 4.06137 0.4734485 1.517496 0.2379179 0.05921348 -0.0792542 -0.02207148
0.1386014 -0.02411715 -0.01045261 0.01108459 0.05579839 -0.0415532 -0.001566332 0.01636473 -0.006998244 0.01953861
0.2854617 0.03329735 0.02565587 -0.07721079 1.167321e-06 0.3556822 4.228756 5.21875 6.09253 0.9138796 0 0 0.1752451
10200 30.14547 -1 -1 -1 -1 6.439571 8.89055 0.09296268 7.490889 2.02249 4.759611 0.2812513 0.615147 0.06790998
0.01834539 0.007359575 -0.00418372 0.1092293 -0.02201327 -0.006377392 0.02978174 0.07651928 -0.0004180896 4.054676e-08
7.58708e-06 5.800898e-06 0.0002352189 0.06508323 0.002523782 -0.004348125 -0.07208042 1.039314e-06 0.1714327 4.758973
5.625 4.272825 0.6409238 -0.1481743 0 0.1434295 12480 28.73568 4.759611 15528.32 8 0 6.482348 89.13408 0.2085476
0.4393477 11.46729 14.08863 0.2782723 0.2456834 0.1197712 -0.01630552 0.03237832 1.01946 0.001145789 -0.04686055
0.3238431

9.047597 0 7.420041 1.606792 4.155522 0.2337549 1.273797 0.2143623 0.05964628 -0.04254229 -0.00819641 0.09692689
-0.05171344 -0.003785763 0.002266782 0.04129955 -0.00744709 -0.000605121 0.007170437 -0.00260338 0.00646928 0.04069743
0.02342425 0.04322202 -0.05829275 0.000980151 0.2928725 3.501122 2.140625 5.426535 0.8139803 -0.03189275 0 0.1876812
13800 30.92113 4.155522 -1 -1 -1 6.941348 8.282873 0.1206363 7.663045 1.939891 4.818645 0.3154524 1.2345 0.1066449
0.02149908 0.01582389 0.0005570974 0.07842364 -0.04689241 -0.0003232565 0.01567145 0.05388603 -0.0003259048
3.043419e-06 2.307474e-05 -8.526469e-06 0.0002180442 -0.006470143 -0.001747081 0.005880229 -0.05350306 -1.019703e-06
0.1569199 4.253491 3 3.973449 0.5960174 -0.1423801 0 0.1428474 14400 29.6636 4.818645 18167.01 8 0 5.845036 88.66242
0.2047978 0.4331836 11.47493 13.24556 0.1003535 0.2085945 0.02241276 -0.01499735 0.02353309 1.24661 0.01631951
-0.03098721 0.2833251
"""
"""A block for each hour."""


def test_the_figures_of_six_hours_are_as_they_were() -> None:
    for number, (memory, block) in enumerate(zip(hours(), EXPECTED.split("\n\n"), strict=True)):
        expected = [float(value) for value in block.split()]
        assert figures(memory) == pytest.approx(expected, rel=1e-5, abs=1e-7), f"hour {number + 1}"


if __name__ == "__main__":
    print("\n\n".join(fill(" ".join(f"{value:.7g}" for value in figures(memory)), 118) for memory in hours()))  # noqa: T201  for a person who asks for them
