"""The place of a contents probe: goods only follow the air around them, a probe that fell out of them does not.

Nothing in a box warms goods but warmer air, or cools them but colder air, however much or little they are. A probe that
moves away from the air again and again, up and down, hangs at the plate or at a heater. One that goes up and down by
kelvins within minutes is in somebody's hand: warm goods that are put in do not get cold as soon as that.
"""

from math import exp

from controller.interface.immutable import immutable
from controller.interface.readings import Reading

BLOCK_S = 900.0
"""Engineering choice: a probe in air lags by minutes, a compressor's cycle takes longer."""

AWAY_K = 1.0
APART_K = 0.5
"""Within a block the probe moves by the one, away from air that is on the mean the other beyond it. Engineering choice:
above the noise of any probe."""

REMEMBERED_S = 21_600.0
"""Engineering choice: some cycles of any box."""

REVERSALS = 2
"""Away downwards, upwards and downwards again. A probe that is handled once, or new goods, give one reversal (beer
probe of a fermenting fridge, 52 h)."""

MAX_MOVES = 12

HANDLED_K = 4.0
HANDLED_S = 300.0
"""So far up and so far down, both within about so long. Engineering choice: 3 kg of goods that are 20 K too warm fall
by 1 K in that time, a probe in air by all of it (beer probe of a fermenting fridge: 10 to 26 and back to 15 °C)."""

MAX_STEP_S = 600.0
"""Of a sensor that was silent for longer nobody knows the way. Engineering choice."""


@immutable
class Swing:
    """The last sample, when it was taken, and how far the probe has gone up and down lately."""

    at_s: float
    value_c: float
    up_k: float = 0.0
    down_k: float = 0.0

    @property
    def is_handled(self) -> bool:
        """Goods do not move like that."""
        return min(self.up_k, self.down_k) >= HANDLED_K


def update_swing(swing: Swing | None, contents_c: Reading) -> Swing | None:
    """Return the swing one look later; None while there is no reading."""
    if contents_c.value is None:
        return None
    if swing is None or not 0.0 <= contents_c.taken_at_s - swing.at_s <= MAX_STEP_S:
        return Swing(contents_c.taken_at_s, contents_c.value)
    passed_s, step_k = contents_c.taken_at_s - swing.at_s, contents_c.value - swing.value_c
    if passed_s == 0.0:
        return swing
    kept = exp(-passed_s / HANDLED_S)
    return Swing(
        contents_c.taken_at_s,
        contents_c.value,
        swing.up_k * kept + max(step_k, 0.0),
        swing.down_k * kept + max(-step_k, 0.0),
    )


@immutable
class Move:
    """One move away from the air: up or down, when."""

    at_s: float
    up: bool


@immutable(kw_only=True)
class ProbePlace:
    """The present block: its begin, the probe then, and the sum of air less probe; and the moves away from the air."""

    since_s: float | None = None
    began_c: float = 0.0
    gap_k: float = 0.0
    looks: int = 0
    moves: tuple[Move, ...] = ()

    @property
    def is_out(self) -> bool:
        """The probe cannot be in the goods."""
        turns = sum(1 for before, after in zip(self.moves, self.moves[1:], strict=False) if before.up != after.up)
        return turns >= REVERSALS


UNPLACED = ProbePlace()


def update_place(place: ProbePlace, air_c: Reading, contents_c: Reading, *, now_s: float) -> ProbePlace:
    """Return the place one look later."""
    moves = tuple([move for move in place.moves if now_s - move.at_s < REMEMBERED_S])
    if air_c.value is None or contents_c.value is None:
        return ProbePlace(moves=moves)
    gap_k = air_c.value - contents_c.value
    if place.since_s is None:
        return ProbePlace(since_s=now_s, began_c=contents_c.value, gap_k=gap_k, looks=1, moves=moves)
    total_k, looks = place.gap_k + gap_k, place.looks + 1
    if now_s - place.since_s < BLOCK_S:
        return ProbePlace(since_s=place.since_s, began_c=place.began_c, gap_k=total_k, looks=looks, moves=moves)
    moved_k, mean_k = contents_c.value - place.began_c, total_k / looks
    if abs(moved_k) >= AWAY_K and abs(mean_k) >= APART_K and moved_k * mean_k < 0.0:
        moves = (*moves, Move(now_s, moved_k > 0.0))[-MAX_MOVES:]
    return ProbePlace(since_s=now_s, began_c=contents_c.value, gap_k=gap_k, looks=1, moves=moves)
