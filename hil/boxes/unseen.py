"""Kinds that stay unseen. Builders of a law: do not run these, do not read them, do not tune on them.

They are there to show, at the end, whether the law is right on boxes of a structure that nobody thought of. They are
reported apart, and whoever changes the law after a look at their rows has to say so.
"""

from collections.abc import Mapping

from hil.boxes.kinds import Kind

UNSEEN: Mapping[str, Kind] = {}
"""By name."""
