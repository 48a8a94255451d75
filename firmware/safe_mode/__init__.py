"""What the service does when its controller keeps ending early."""

from firmware.safe_mode.file import Tries, note_the_killed
from firmware.safe_mode.rules import Mode
from firmware.safe_mode.service import SafeMode

__all__ = ["Mode", "SafeMode", "Tries", "note_the_killed"]
