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
        found += [*belief.mean, *[belief.covariance[i][j] for i in range(5) for j in range(i + 1)]]
        found += [cell.settled_c, cell.coast_c, cell.pull_k_h, cell.half_k, cell.trim_k, cell.freest_per_h]
        found += [cell.learned_duty.duty, cell.learned_duty.seen_s, cell.learned_duty.lift_k or -1.0]
        shown = (estimate.contents_c, estimate.hold_over_s, estimate.hold_over_limit_c, estimate.ready_s)
        found += [-1.0 if value is None else value for value in (*shown, estimate.load_k_h)]
    plate = memory.plate.belief
    return [*found, *plate.mean, *[plate.covariance[i][j] for i in range(4) for j in range(i + 1)]]


EXPECTED = """\
14.9927 4.937052 6.739842 3.034015 11.75346 61.07426 2.275947 7.228604 3.847678 -3.254384 10.01186 -1.555138 0.8298244
1.450893 0.7079696 -4.687448 1.34881 2.221982 0.9932439 2.20091 10.21641 4 3 0.45 0 0 0.1 600 20 11.75346 0 8 8116.397
9.586106 9.398684 3.706387 4.14263 2.927303 7.05188 3.621305 0.1224586 5.742131 0.6862252 -5.577186 6.203214
-0.005479416 0.09548234 0.3082514 0.3403603 -0.0005819158 1.259662e-06 -9.760009e-06 -1.599878e-05 0.0002427466
6.318627 3.125 3 0.45 0 0 0.3518519 1620 25.24479 7.05188 10705.32 8 2133.504 6.154819 74.80984 0.906298 4.625694
5.449943 293.2378 -11.64868 0.8369691 16.60713 -0.6334828 7.905743 22.14587 -0.8334262 -5.652512 8.659225

14.88146 3.251187 6.302107 2.703445 8.357366 48.33208 5.63731 3.145164 -1.007309 -0.4578763 0.8155252 -2.208371
0.7643842 0.1211255 0.6476959 -2.112391 0.2627554 0.1593299 0.3174126 0.3401452 6.992757 1.5625 3.288737 0.4933105 0 0
0.1 600 20 8.357366 0 8 9445.549 11.03707 7.078786 0.05489273 7.412317 2.063544 5.190422 3.4637 0.367865 0.04830408
-0.2599326 -0.02107027 0.1697874 -0.4103909 -0.03247197 0.08228302 0.1164918 -0.0003453788 5.080766e-06 6.315964e-06
-1.071292e-05 0.0002208749 4.521357 3.5625 1.750695 0.2626043 -0.0482075 0 0.3366858 5220 27.61111 5.190422 23674.8 8
0 4.691192 88.77045 0.2164743 0.5513929 11.21858 29.1323 -0.7107038 0.3490137 1.391071 -0.1721973 0.3717898 1.567318
0.1003427 -0.3151322 0.70616

14.60256 2.24019 6.778466 2.203454 6.028676 27.86081 6.430151 1.738085 -1.254875 -0.2461938 0.3639472 0.01736828
0.1478425 0.08892855 0.1412447 -0.407659 -0.03254123 0.07538218 0.02679546 0.06792559 5.290562 3.9375 0.1897009 0.25 0
0 0.2565789 2280 26.75041 6.028676 8042.747 8 1413.532 11.82937 8.652239 0.1013918 7.620546 2.032086 4.764365 1.416671
0.1930099 0.03556745 -0.03504931 -0.005585767 0.1069867 -0.1144753 -0.01517237 0.04538863 0.08386123 -0.0003247173
-5.956058e-06 1.78526e-05 1.520891e-05 0.000163378 4.439476 4.9375 1.750695 0.2626043 -0.02682174 0 0.199263 8820
27.79734 4.764365 17894.82 8 0 6.460631 89.38188 0.2551604 0.4359149 11.48531 16.78472 0.1503884 0.2751443 0.3915387
-0.06247928 0.1229349 0.8777691 0.06058426 -0.1626877 0.4848849

8.241568 0.3508935 7.760914 2.044255 4.368441 3.766222 0.6525551 0.1817203 -0.2625668 -0.01485093 0.1936114 -0.2116467
0.01807162 0.07722027 0.09916613 -0.08756664 -0.005281298 0.02755034 0.01002502 0.01980858 3.779328 2.4375 4.277579
0.6416368 -0.03686259 0 0.3129252 5880 28.70658 4.368441 21979.25 8 0 6.232085 8.621961 0.1973728 7.679596 2.044686
4.730227 2.323459 0.1726571 0.01871733 -0.03282466 -0.005050654 0.09440156 -0.1420803 -0.01302366 0.03975753
0.07900279 -0.0002431699 7.493373e-06 1.384807e-05 1.457727e-06 0.0002091364 4.046096 3.0625 1.750695 0.2626043
-0.01451593 0 0.1753992 10020 27.76104 -1 -1 -1 -1 -1 89.62825 0.2268698 0.4347343 11.50555 16.00073 0.4310904
0.2503744 0.3084916 -0.05488101 0.06949659 0.5253933 0.07748104 -0.1101484 0.3966652

9.054499 0.2912027 7.811081 1.987267 4.041146 2.844359 0.6510342 0.1730508 -0.06805843 -0.02068766 0.1425472
0.05471942 0.00242113 0.04066119 0.0589818 -0.02757412 -0.00381852 0.01318341 0.002981722 0.007809898 4.103577 5.3125
4.527881 0.6791822 -0.05334241 0 0.2362869 9480 30.90015 4.041146 18058.92 8 0 7.195572 8.820287 0.1848337 7.672002
1.999884 4.382764 0.5701052 0.0642094 0.01899568 0.009959851 -0.004978714 0.09160914 0.009147001 -0.011214 0.03464188
0.07028483 -0.0004145578 -4.73607e-06 1.170962e-05 1.755299e-05 0.0002332803 4.41 5.5 11.7154 1.3 0.04609906 0
0.1417069 12420 28.93818 4.382764 17561.42 8 0 6.804216 89.83044 0.2251597 0.4298374 11.56107 14.31285 0.5026423
0.22923 0.1278956 -0.03015235 0.03767834 0.7599573 0.04126619 -0.06320069 0.3222111

9.25575 0.2745498 7.873379 1.983871 4.054582 1.15699 0.3272234 0.1307764 -0.1035529 -0.03180775 0.1061756 -0.05343016
-0.01130071 0.02142673 0.03532012 -0.01294783 -0.00235556 0.006337859 0.001138655 0.003212988 3.910741 4.0625 5.38074
0.807111 -0.08749681 0 0.2297401 13080 31.63819 4.054582 18134.08 8 0 7.390643 9.109301 0.1963975 7.696268 1.984093
4.829425 0.6029772 0.06107656 0.01586821 0.002123464 -0.004347099 0.08703925 -0.02075765 -0.00987144 0.02713875
0.06042372 -0.0004094423 7.417012e-07 2.247415e-06 -6.08242e-06 0.000233645 4.721848 5.3125 11.7154 1.3 0.1041307 0
0.1091918 14400 29.67774 4.829425 15518.58 8 0 6.887765 89.59565 0.1877964 0.4274967 11.61239 11.75359 0.2851504
0.1999855 0.09432638 -0.01889367 0.02560671 0.6806886 0.02038079 -0.04109606 0.2535971
"""
"""A block for each hour."""


def test_the_figures_of_six_hours_are_as_they_were() -> None:
    for number, (memory, block) in enumerate(zip(hours(), EXPECTED.split("\n\n"), strict=True)):
        expected = [float(value) for value in block.split()]
        assert figures(memory) == pytest.approx(expected, rel=1e-5, abs=1e-7), f"hour {number + 1}"


if __name__ == "__main__":
    print("\n\n".join(fill(" ".join(f"{value:.7g}" for value in figures(memory)), 118) for memory in hours()))  # noqa: T201  for a person who asks for them
