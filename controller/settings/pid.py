"""How a PID loop is tuned."""

from dataclasses import dataclass

from controller.settings.validation import check


@dataclass(frozen=True, slots=True)
class PidTuning:
    """A PID in the standard form: output = gain * (error + integral of error / integral_s - derivative_s * slope)."""

    gain_per_k: float
    """Output per kelvin of error."""
    integral_s: float
    """Time of the integral part."""
    derivative_s: float = 0.0
    """Time of the derivative part; 0 is none."""
    derivative_filter_s: float = 30.0
    """Filter of the derivative part."""

    def __post_init__(self) -> None:
        check(
            self,
            gain_per_k=(0.001, 100.0),
            integral_s=(1.0, 86_400.0),
            derivative_s=(0.0, 3_600.0),
            derivative_filter_s=(0.5, 3_600.0),
        )
