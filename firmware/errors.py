"""Errors of this package: FirmwareError > ConfigError, ProfileError."""


class FirmwareError(Exception):
    """Base of all errors that the daemon raises. The text is one clear line for a person."""


class ConfigError(FirmwareError, ValueError):
    """A configuration that cannot be used; `lines` holds one line for each thing that is wrong."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class ProfileError(FirmwareError, ValueError):
    """A vehicle profile that cannot be used; the text holds one line for each thing that is wrong."""
