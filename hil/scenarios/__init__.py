"""Trials of a fridge and its law, on random boxes with fixed seeds, and the judgement of the results."""

from hil.scenarios.box import BOX_SCENARIOS, BoxScenario
from hil.scenarios.laws import LAWS, OURS
from hil.scenarios.loop import run_box
from hil.scenarios.run_figures import Figures

__all__ = ["BOX_SCENARIOS", "LAWS", "OURS", "BoxScenario", "Figures", "run_box"]
