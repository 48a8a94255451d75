"""The demo's configuration: demo.toml, with what only a run can know put in."""

from pathlib import Path

from firmware.config import Config, MqttConfig
from firmware.config.file import load
from hil.rig.place import Place

FILE = Path(__file__).with_name("demo.toml")

_MAX_TIMEOUT_S = 3_600.0


def demo_config(place: Place) -> Config:
    """Return the configuration of one run; raises ConfigError."""
    config = load(FILE)
    patience = max(place.speed or 1.0, 1.0)
    changes = {
        "mqtt": config.mqtt and _mqtt(config.mqtt, place, patience),
        "console": config.console and config.console.model_copy(update={"port": place.console_port}),
        "record": config.record.model_copy(update={"file": place.state / "record.db"}),
        # The threads that watch the outputs and work on a bus live in real time: as patient as in a real car, please.
        "output_hold_s": config.output_hold_s * patience,
        "i2c": tuple(bus.model_copy(update={"deadline_s": bus.deadline_s * patience}) for bus in config.i2c),
    }
    return config.model_copy(update=changes)


def _mqtt(mqtt: MqttConfig, place: Place, patience: float) -> MqttConfig:
    """Let the times of the network grow with the speed: it lives in real time."""
    broker = place.broker
    timeout_s = _MAX_TIMEOUT_S if place.speed is None else min(mqtt.timeout_s * patience, _MAX_TIMEOUT_S)
    return mqtt.model_copy(update={"host": broker.host, "port": broker.port, "timeout_s": timeout_s})
