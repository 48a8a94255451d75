"""CAN ids of diagnostics: by which ids control units are asked, and which pairs of ids a profile cannot mean. Pure.

    11 bits   0x700 to 0x7FF, of which 0x7DF asks all; without 0x7E8 to 0x7EF, by which control units of OBD-II answer
    11 bits   0x6F1, the tester of BMW and Mini, whose frames begin with the address of the control unit
    29 bits   0x18DAxxF1 asks the control unit xx, 0x18DBxxF1 a group; F1 is the tester (ISO 15765-2, ISO 15765-4)
    29 bits   0x17FC00xx of Volkswagen asks the control unit xx, which answers by 0x17FE00xx

By nothing else does a frame ever leave: all other ids belong to what control units tell each other. The two makers' own
ids stand here because lists of real cars need them.
"""

from drivers.vehicle.frame_counts import FrameId

MAX_11_BIT_ID, MAX_29_BIT_ID = 0x7FF, 0x1FFF_FFFF
"""Of a CAN frame (ISO 11898-1)."""

FIRST_DIAGNOSTIC_11_BIT_ID = 0x700
"""From here on, 11-bit ids are those of testers and control units that answer them (ISO 15765-4 and common usage)."""

FUNCTIONAL_11_BIT_ID, FUNCTIONAL_29_BIT_ID = 0x7DF, 0x18DB_33F1
"""By these, all control units of OBD-II are asked at once (ISO 15765-4)."""

FIRST_11_BIT_ANSWER, FIRST_29_BIT_ANSWER = 0x7E8, 0x18DA_F100
"""Answers of OBD-II come by 0x7E8 to 0x7EF, or 0x18DAF1xx of the control unit xx (ISO 15765-4)."""

ANY_11_BIT_ANSWER, ANY_29_BIT_ANSWER = 0x7F8, 0x1FFF_FF00
"""Masks: the bits by which an id is one of these."""

LEGISLATED_UNITS = 8
"""Control units of OBD-II by 11 bits; each is asked by the id that is so much lower than that of its answer."""

PHYSICAL_29_BIT_IDS, FUNCTIONAL_29_BIT_IDS = 0x18DA, 0x18DB
"""The upper halves of ids of 29 bits that carry diagnostics (ISO 15765-2, normal fixed addressing)."""

TESTER = 0xF1
"""The address of whoever asks (ISO 15765-4)."""

_OWN_29_BIT_ID = FIRST_29_BIT_ANSWER | TESTER
_BMW_TESTER_ID, _VOLKSWAGEN_UPPER_BITS = 0x6F1, 0x17FC00

REQUEST_IDS = "0x700 to 0x7E7, 0x7F0 to 0x7FF, 0x6F1, 0x18DAxxF1, 0x18DBxxF1 and 0x17FC00xx"
"""The table above, in the words that a person is shown."""


def frame_id_of(number: int) -> FrameId:
    """Return the id `number` of a profile; what does not fit into 11 bits has 29."""
    return number, number > MAX_11_BIT_ID


def is_obd_answer(frame_id: FrameId) -> bool:
    """Return whether control units of OBD-II answer by this id; 0x18DAF1F1 would be a tester that answers itself."""
    number, is_extended = frame_id
    if is_extended:
        return number & ANY_29_BIT_ANSWER == FIRST_29_BIT_ANSWER and number != _OWN_29_BIT_ID
    return number & ANY_11_BIT_ANSWER == FIRST_11_BIT_ANSWER


def may_ask_by(frame_id: FrameId) -> bool:
    """Return whether requests to control units may use this id: the table above."""
    number, is_extended = frame_id
    if not is_extended:
        is_diagnostic = FIRST_DIAGNOSTIC_11_BIT_ID <= number <= MAX_11_BIT_ID
        return number == _BMW_TESTER_ID or (is_diagnostic and not is_obd_answer(frame_id))
    is_standard = number >> 16 in {PHYSICAL_29_BIT_IDS, FUNCTIONAL_29_BIT_IDS} and number & 0xFF == TESTER
    return number >> 8 == _VOLKSWAGEN_UPPER_BITS or (is_standard and number != _OWN_29_BIT_ID)


def is_functional(number: int) -> bool:
    """Return whether a request by this id goes to several control units at once."""
    return number == FUNCTIONAL_11_BIT_ID or (number >> 16 == FUNCTIONAL_29_BIT_IDS and may_ask_by(frame_id_of(number)))


def request_id_for(answer_id: int) -> int | None:
    """Return the id by which to ask the unit that answers by `answer_id`; None without a rule (ISO 15765-4)."""
    number, is_extended = frame_id_of(answer_id)
    if not is_extended:
        request_id = number - LEGISLATED_UNITS
    elif number & ANY_29_BIT_ANSWER == FIRST_29_BIT_ANSWER:
        request_id = PHYSICAL_29_BIT_IDS << 16 | (number & 0xFF) << 8 | TESTER
    else:
        return None
    return request_id if may_ask_by(frame_id_of(request_id)) else None


def why_no_answer_id(number: int) -> str | None:
    """Explain an id of a profile by which no control unit can answer; return None where one can."""
    if not 0 < number <= MAX_29_BIT_ID:
        return f"is not within 0x1 to 0x{MAX_29_BIT_ID:X}"
    is_asked = number == _OWN_29_BIT_ID or number >> 16 == FUNCTIONAL_29_BIT_IDS
    is_asked |= number >> 16 == PHYSICAL_29_BIT_IDS and number & 0xFF == TESTER
    is_asked |= number == FUNCTIONAL_11_BIT_ID or number in range(0x7E0, FIRST_11_BIT_ANSWER)
    return "is an id by which testers ask: no control unit answers by it" if is_asked else None


def why_no_request_id(number: int, answer_id: int | None) -> str | None:
    """Explain an id by which no request with answers by `answer_id` may leave; return None where one may."""
    if not may_ask_by(frame_id_of(number)):
        return f"is no id of diagnostics: a request may leave by {REQUEST_IDS}"
    if number == answer_id:
        return "is that of the answer, too: a control unit answers by another id than it is asked by"
    if answer_id is not None and frame_id_of(number)[1] != frame_id_of(answer_id)[1]:
        return f"and the answer's 0x{answer_id:X} are not both of 11 or both of 29 bits"
    return None
