"""Boxes of other structures, to try laws on that know nothing of them.

`draw(kind, seed)` gives the parameters of one, `Box` plays it, `draw_sensors(name, seed)` fits its sensors, and
`Ambient` is the air around it. They were written without a look at the law, before it was changed for
them. `owner.py` configures the product for one, and `eyes.py` reads it as the product does.
"""

from hil.boxes.drawing import KINDS, draw
from hil.boxes.kinds import SEEN, Kind
from hil.boxes.network import Box, BoxParameters
from hil.boxes.sensor_sets import SENSOR_SETS, BoxSensors, draw_sensors
from hil.boxes.surroundings import Ambient
from hil.boxes.thermoelectric import Thermoelectric

__all__ = [
    "KINDS",
    "SEEN",
    "SENSOR_SETS",
    "Ambient",
    "Box",
    "BoxParameters",
    "BoxSensors",
    "Kind",
    "Thermoelectric",
    "draw",
    "draw_sensors",
]
