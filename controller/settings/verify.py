"""Verification: what proves that an order was followed. Only what differs between installations can be tuned."""

from dataclasses import dataclass

from controller.settings.validation import check


@dataclass(frozen=True, slots=True)
class VerifySettings:
    """Limits of the checks that depend on what is fitted."""

    running_w: float = 12.0
    """The supply's sensor shows more than this while the compressor runs, and less while it stands. A BD35F draws at
    least 19 W at 2000 rpm and -30 °C; two fans and the electronics draw 4 W."""
    lid_open_after_s: float = 300.0
    """Loading a fridge takes less. Engineering choice."""
    disagreement_k: float = 1.5
    """Air and contents of a compartment have the same mean over a day; two good probes are within 1 K of each other."""

    def __post_init__(self) -> None:
        check(self, running_w=(3.0, 60.0), lid_open_after_s=(30.0, 7_200.0), disagreement_k=(0.5, 10.0))
