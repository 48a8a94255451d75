"""Fields and rules that all sections of the file share."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo


def beside(path: Path, info: ValidationInfo) -> Path:
    """Read a relative path in the file as one from the folder of the file."""
    return Path(info.context or ".") / path


LocalPath = Annotated[Path, AfterValidator(beside)]
NAME, DEVICE, TOPIC = r"^[a-z][a-z0-9_]*$", r"^/", r"^[^#+\s\p{C}/][^#+\s\p{C}]{0,99}$"
HOST = r"^(?:[\w.-]+|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(?:%\w+)?)$"
"""A name, or an address of either kind."""

ONE_WIRE_ID = r"^[0-9a-f]{2}-[0-9a-f]{12}$"
TIME_OF_DAY = r"^([01]?\d|2[0-3]):[0-5]\d$"
DAY = r"^(\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))?$"
PATTERNS = {
    NAME: "a lower-case word of letters, digits and _, which begins with a letter",
    DEVICE: "a path from the root, such as /dev/ttyAMA0",
    HOST: "a name or an address alone, such as homeassistant.local; the port has a key of its own",
    TOPIC: "a topic without spaces, + and #, which does not begin with /, of at most 100 characters",
    TIME_OF_DAY: "a local time such as 08:00",
    DAY: "a day such as 2027-05-31",
    ONE_WIRE_ID: "an id as in /sys/bus/w1/devices, such as 28-0316a2797d5c",
}
"""The patterns of this file in words; a test holds that each one has some."""

Name = Annotated[str, Field(pattern=NAME)]
Device = Annotated[str, Field(pattern=DEVICE)]
"""The path of a device file, which is always meant from the root."""
Pin = Annotated[int, Field(ge=0, le=27)]
Address = Annotated[int, Field(ge=0x08, le=0x77)]
"""The 7-bit address of a chip on an I2C bus; those beyond are reserved (NXP UM10204, 3.1.12)."""


class Section(BaseModel):
    """A part of the file: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def given(self, *keys: str) -> list[str]:
        """Return the members of `keys` that have a value."""
        return [key for key in keys if getattr(self, key) is not None]
