"""Errors of this package: ControllerError > SettingsError."""


class ControllerError(Exception):
    """Base of all errors that the controller raises."""


class SettingsError(ControllerError, ValueError):
    """A setting is out of its range; the text names the field, the value and what would be right."""
