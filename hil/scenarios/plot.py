"""A picture of one run in a box."""

from pathlib import Path

from hil.scenarios.box import BoxScenario
from hil.scenarios.loop import trace


def plot_box(law: str, scenario: BoxScenario, file: Path, *, seed: int = 0) -> None:
    """Draw air, contents and compressor of the box of `seed` into `file`."""
    from matplotlib.figure import Figure  # noqa: PLC0415  # half a second to load, for those who draw

    hours, airs_c, contents_c, on = zip(*trace(law, scenario, seed), strict=True)
    figure = Figure(figsize=(9.0, 4.0), layout="constrained")
    axes = figure.subplots()
    axes.plot(hours, airs_c, label="air", linewidth=0.8)
    axes.plot(hours, contents_c, label="contents")
    axes.fill_between(
        hours, 0, on, step="post", alpha=0.15, transform=axes.get_xaxis_transform(), label="compressor on"
    )
    axes.set(title=f"{law}: {scenario.title}", xlabel="h", ylabel="°C")
    axes.legend(loc="upper right")
    figure.savefig(file)
