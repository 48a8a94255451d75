"""Programs that need root, in the kernel of the rig."""

import subprocess


def root(*command: str) -> None:
    """Run a short program; raises CalledProcessError."""
    subprocess.run(command, check=True)  # noqa: S603  # our own words, in our own kernel
