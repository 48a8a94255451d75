"""The chips that a configuration can name. A new chip is one file in `drivers/` with its codec, and one row here.

Where a chip hangs, what it measures and what it can be told is read off its driver (see `firmware.wiring.driver_spec`).
Chips of others come as plug-ins (see `firmware.wiring.plugins`).
"""

from collections.abc import Mapping
from typing import Any

from drivers.chips.ads1115 import Ads1115
from drivers.chips.bme280 import Bme280
from drivers.chips.ds18b20 import Ds18b20
from drivers.chips.emc2101 import Emc2101
from drivers.chips.gnss import Gnss
from drivers.chips.ina226 import Ina226
from drivers.chips.ina228 import Ina228
from drivers.chips.ld2410 import Ld2410
from drivers.chips.lis3dh import Lis3dh
from drivers.chips.mlx90614 import Mlx90614
from drivers.chips.pms5003 import Pms5003
from drivers.chips.pulse_contact import PulseContact
from drivers.chips.scd4x import Scd4x
from drivers.chips.sen5x import Sen5x
from drivers.chips.sen66 import Sen66
from drivers.chips.sgp41 import Sgp41
from drivers.chips.sht4x import Sht4x
from drivers.chips.tmp117 import Tmp117

CHIPS: Mapping[str, type[Any]] = {
    "ads1115": Ads1115,
    "bme280": Bme280,
    "ds18b20": Ds18b20,
    "emc2101": Emc2101,
    "gnss": Gnss,
    "ina226": Ina226,
    "ina228": Ina228,
    "ld2410": Ld2410,
    "lis3dh": Lis3dh,
    "max30102": PulseContact,
    "mlx90614": Mlx90614,
    "pms5003": Pms5003,
    "scd4x": Scd4x,
    "sen5x": Sen5x,
    "sen66": Sen66,
    "sgp41": Sgp41,
    "sht4x": Sht4x,
    "tmp117": Tmp117,
}
