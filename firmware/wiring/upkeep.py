"""What the makers of sensors say on their upkeep."""

from drivers.chips.fan_cleaning import is_cleaning_due

__all__ = ["is_cleaning_due"]
