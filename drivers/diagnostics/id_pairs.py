"""Check that the ids of a profile's queries can be those of control units, each alone and all together. Pure."""

from collections.abc import Iterator, Sequence

from drivers.diagnostics.ids import is_functional, why_no_answer_id, why_no_request_id
from drivers.diagnostics.isotp_link import Route
from drivers.diagnostics.obd_codec import Query
from drivers.diagnostics.queries import route_of

Wrong = tuple[int, str]
"""The index of a query, and in one line the key with its value and why it cannot be."""


def wrong_ids(queries: Sequence[Query]) -> Iterator[Wrong]:
    """Tell each query whose ids no control unit can have, or that are another one's."""
    alone = {index: reason for index, query in enumerate(queries) if (reason := _why_not(query))}
    yield from alone.items()
    routes = ((index, route_of(query)) for index, query in enumerate(queries) if index not in alone)
    yield from _shared([(index, route) for index, route in routes if route is not None and route.answer_id is not None])


def _why_not(query: Query) -> str | None:
    if query.answer_id is not None and (why := why_no_answer_id(query.answer_id)):
        return f"answer_id = 0x{query.answer_id:X}: {why}"
    if query.request_id is not None and (why := why_no_request_id(query.request_id, query.answer_id)):
        return f"request_id = 0x{query.request_id:X}: {why}"
    return None


def _shared(routes: Sequence[tuple[int, Route]]) -> Iterator[Wrong]:
    """Tell ids that two control units would share: each has one by which it is asked, and one by which it answers."""
    asked = {route.request_id: index for index, route in reversed(routes)}
    by_request: dict[object, tuple[int, Route]] = {}
    by_answer: dict[object, tuple[int, Route]] = {}
    for index, route in routes:
        if route.answer_id in asked:
            why = f"queries[{asked[route.answer_id]}] is asked by it: no control unit answers by another one's id"
            yield index, f"answer_id = 0x{route.answer_id:X}: {why}"
        if is_functional(route.request_id):
            continue
        other, same = by_request.setdefault((route.request_id, route.target), (index, route))
        if (same.answer_id, same.source) != (route.answer_id, route.source):
            why = f"queries[{other}] has another answer, 0x{same.answer_id or 0:X}, to the same request_id"
            yield index, f"answer_id = 0x{route.answer_id or 0:X}: {why} 0x{route.request_id:X}"
        other, same = by_answer.setdefault((route.answer_id, route.source), (index, route))
        if (same.request_id, same.target) != (route.request_id, route.target):
            why = f"queries[{other}] has another one, 0x{same.request_id:X}, for the same answer_id"
            yield index, f"request_id = 0x{route.request_id:X}: {why} 0x{route.answer_id or 0:X}"
