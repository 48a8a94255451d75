"""Errors of the kernel rig."""


class RigError(Exception):
    """The rig cannot do what it was asked for; the text says what, where and what would be right."""


class NoKernel(RigError):
    """There is no kernel to run in on this machine."""
