"""Rules for privacy: permissions are for what there is, and for what tells of a person."""

from collections.abc import Iterator

from firmware.checks.givers import givers
from firmware.checks.wording import names_of, one_of
from firmware.config import Config
from firmware.config.problem import Problem
from firmware.points import table
from firmware.points.privacy import Permission, keys, personal


def privacy_problems(config: Config) -> Iterator[Problem]:
    """Yield each permission for what is not there or tells of no person, and each to retain what is not published."""
    fitted = frozenset(point for _, point in givers(config)) | config.wired.keys()
    there = personal(table(config.settings, fitted))
    known = there | {sensor.name for sensor in config.sensors if not there.isdisjoint(sensor.gives.values())}
    also = names_of("sensors", len(config.sensors))
    for permission in Permission:
        for index, name in enumerate(getattr(config.privacy, permission)):
            yield from one_of(("privacy", permission, index), name, known, also=also)
    published = keys(config.privacy.publish, config.sensors)
    for index, name in enumerate(config.privacy.retain):
        if name in known and not published & keys([name], config.sensors):
            text = "is not published, so there is nothing to retain: add it to publish"
            yield Problem(("privacy", "retain", index), text, name, (("privacy", "publish"),))
