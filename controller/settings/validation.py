"""The check that every settings class makes of its own fields."""

from controller.errors import SettingsError

Range = tuple[float, float]


def check(section: object, **ranges: Range) -> None:
    """Raise one SettingsError that names every field of `section` outside its inclusive range."""
    wrong = [
        f"{name} = {getattr(section, name):g}: must be from {low:g} to {high:g}"
        for name, (low, high) in ranges.items()
        if not low <= getattr(section, name) <= high
    ]
    if wrong:
        raise SettingsError("; ".join(wrong))
