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

11.03155 1.154565 7.620226 2.157073 6.009674 15.78833 3.80483 1.095682 -0.3802956 -0.01606272 0.380026 0.3419
0.2018693 0.1208904 0.1441463 -0.2103612 0.0006631494 0.0776091 0.02661468 0.06191635 5.294144 4 1.072964 0.25 0 0
0.2083333 3000 27.31708 6.009674 10816.73 8 1123.449 8.267104 8.664072 0.1191001 7.622857 2.07517 5.013372 1.418726
0.1788749 0.03051751 -0.03085363 -0.006303698 0.1146542 -0.1085986 -0.01571339 0.04774154 0.09069165 -0.0003321489
-6.344137e-06 1.616785e-05 1.605116e-05 0.0001640934 4.693888 5.1875 1.750695 0.2626043 -0.05086432 0 0.199263 8820
27.53054 5.013372 17030.29 8 0 6.357921 91.3375 0.1344701 0.5276615 11.50863 18.08842 0.1646299 0.267506 0.288196
-0.04310497 0.07391472 1.146598 0.03416751 -0.09736033 0.4221024

8.267164 0.344663 8.101975 2.073706 4.208841 2.452574 0.3607442 0.1051116 -0.1603706 0.01360163 0.2242554 -0.1484614
0.02472628 0.0919245 0.09725458 -0.06569206 -0.001188654 0.02925359 0.01041023 0.0182484 3.679868 2.625 3.678688
0.5518032 -0.04300479 0 0.2829545 6600 28.88021 4.208841 22531.34 8 0 6.331098 8.784301 0.2083993 7.683941 2.093001
5.03831 2.200362 0.1721605 0.01749016 -0.04088914 -0.005049491 0.1038535 -0.1383001 -0.01266214 0.04191845 0.08718345
-0.0002782866 8.147105e-06 8.849631e-06 9.938958e-07 0.0002123805 4.406738 4.625 1.750695 0.2626043 -0.05314188 0
0.1753992 10020 27.45384 -1 -1 -1 -1 -1 91.52001 0.1443614 0.5001652 11.57073 16.29987 0.4887838 0.2385669 0.2396186
-0.03744235 0.04478457 0.775994 0.0494946 -0.06812126 0.3608306

9.274897 0.323586 8.051781 1.99428 4.289316 1.628958 0.2970816 0.07630443 0.05175594 0.0002469863 0.1895369 0.1065709
0.00570019 0.06041367 0.06796892 -0.0160878 -0.001400917 0.01581274 0.003948452 0.007905859 4.417158 5.875 3.678688
0.5518032 -0.06816003 0 0.1830882 10200 30.54776 4.289316 16455.25 8 0 7.301812 8.945923 0.1765429 7.645983 2.04161
4.757745 0.508045 0.04786274 0.01606738 0.007423303 -0.006157877 0.1008131 0.01855103 -0.01261589 0.02960813
0.06630966 -0.0004163671 -4.40964e-06 1.070529e-05 1.988411e-05 0.0002349265 4.827391 6.0625 9.139009 1.3 -0.02929611
0 0.1419082 12420 28.58947 4.757745 15810.01 8 0 6.75736 91.36884 0.1710903 0.4673711 11.62794 15.72929 0.5781377
0.2260396 0.1353807 -0.02238666 0.02690448 0.8714945 0.02871752 -0.04271354 0.3126106

9.42201 0.2824665 8.062736 1.98252 4.280569 1.026625 0.2080407 0.07037281 -0.01816355 -0.01446716 0.1287907 0.03499566
-0.007315366 0.02728434 0.0400888 -0.008886035 -0.001318291 0.007209737 0.001269128 0.003325698 4.481606 6.0625
5.018729 0.7528093 -0.09816669 0 0.1820652 13800 31.37052 4.280569 15869.17 8 0 7.452948 9.432748 0.1827488 7.689739
2.01849 5.083827 0.568559 0.04920847 0.01751279 0.0184123 -0.005044543 0.09611937 0.04854903 -0.01127928 0.02473639
0.06083636 -0.000406262 -8.261433e-07 5.658797e-06 1.020622e-05 0.0002374638 5.236629 6.8125 9.139009 1.3 -0.01121512
0 0.1093469 14400 29.41481 5.083827 13157.5 8 0 7.094188 90.50621 0.1487201 0.4565551 11.63348 12.96097 0.3602039
0.2040055 0.08956481 -0.01606639 0.02017215 0.7981 0.01866284 -0.03119497 0.2597699
"""
"""A block for each hour."""


def test_the_figures_of_six_hours_are_as_they_were() -> None:
    for number, (memory, block) in enumerate(zip(hours(), EXPECTED.split("\n\n"), strict=True)):
        expected = [float(value) for value in block.split()]
        assert figures(memory) == pytest.approx(expected, rel=1e-5, abs=1e-7), f"hour {number + 1}"


if __name__ == "__main__":
    print("\n\n".join(fill(" ".join(f"{value:.7g}" for value in figures(memory)), 118) for memory in hours()))  # noqa: T201  for a person who asks for them
