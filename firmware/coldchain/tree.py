"""The Merkle tree over the leaves of the log, as RFC 9162 hashes it (section 2.1). Pure.

All that is needed to go on is the frontier: the roots of the whole subtrees that the leaves until now make up, one for
each bit of their number. A log, a part of one and a proof are all followed by the same `add`.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

HASH_BYTES = 32

_NODE = b"\1"
"""Set before two hashes that are hashed to that of their parent."""

EMPTY_ROOT = hashlib.sha256(b"").digest()

Subtree: TypeAlias = Callable[[int, int], bytes]
"""The root of the whole subtree of a level (2 ** level leaves) and a number among those of its level."""


def parent(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return hashlib.sha256(_NODE + left + right).digest()


class Frontier:
    """The leaves until now: their number, and the root of each whole subtree by its level."""

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        """Begin with the subtrees of the first `size` leaves, the largest first; raises ValueError."""
        if len(hashes) != size.bit_count():
            raise ValueError(f"{len(hashes)} hashes cannot stand for {size} leaves: {size.bit_count()} can")
        self.size = size
        self._by_level = dict(zip(levels(size), hashes, strict=True))

    @property
    def hashes(self) -> tuple[bytes, ...]:
        """The roots of the whole subtrees, the largest first."""
        return tuple(self._by_level[level] for level in levels(self.size))

    @property
    def root(self) -> bytes:
        """The root of the tree over all leaves."""
        root: bytes | None = None
        for each in reversed(self.hashes):
            root = each if root is None else parent(each, root)
        return EMPTY_ROOT if root is None else root

    def add(self, subtree: bytes, level: int = 0) -> None:
        """Add a leaf, or a whole subtree of leaves, behind the last; its place must be one of its level."""
        self.size += 1 << level
        while level in self._by_level:
            subtree = parent(self._by_level.pop(level), subtree)
            level += 1
        self._by_level[level] = subtree

    def extend(self, leaves: Sequence[bytes]) -> None:
        """Add many leaves: level by level, which is twice as fast."""
        sha256, level, nodes = hashlib.sha256, 0, list(leaves)
        self.size += len(nodes)
        while nodes:
            if level in self._by_level:
                nodes.insert(0, self._by_level.pop(level))
            if len(nodes) % 2:
                self._by_level[level] = nodes.pop()
            nodes = [sha256(_NODE + left + right).digest() for left, right in zip(nodes[::2], nodes[1::2], strict=True)]
            level += 1


def levels(size: int) -> list[int]:
    """Return the levels of the whole subtrees that `size` leaves make up, the largest first."""
    return [level for level in reversed(range(size.bit_length())) if size >> level & 1]


def levels_between(first: int, end: int) -> Iterator[int]:
    """Yield the levels of the subtrees, as large as fit one after the other, that lead from `first` leaves to `end`."""
    while first < end:
        level = (first & -first).bit_length() - 1 if first else end.bit_length() - 1
        while first + (1 << level) > end:
            level -= 1
        yield level
        first += 1 << level


def subtrees_between(first: int, end: int, subtree: Subtree) -> Iterator[bytes]:
    """Yield the roots of those subtrees."""
    for level in levels_between(first, end):
        yield subtree(level, first >> level)
        first += 1 << level


def inclusion_proof(seq: int, size: int, subtree: Subtree) -> list[bytes]:
    """Return the path from a leaf to the root of the first `size` (RFC 9162, 2.1.3.1)."""
    return _path(seq, 0, size, subtree)


def root_by_inclusion(leaf: bytes, seq: int, size: int, proof: Sequence[bytes]) -> bytes:
    """Return the root that a proof of inclusion leads to (2.1.3.2); ValueError where it has not its length."""
    return _climb(leaf, seq, size, list(proof))


def consistency_proof(old: int, size: int, subtree: Subtree) -> list[bytes]:
    """Return the proof that the first `old` leaves of `size` are those of the older tree (2.1.4.1)."""
    return [] if old in (0, size) else _subproof(old, 0, size, whole=True, subtree=subtree)


def is_consistent(old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Return True where a proof of consistency leads to both roots (2.1.4.2)."""
    if not 0 < old < size:
        return not proof and (old == 0 or (old == size and old_root == root))
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        return False
    node, last = old - 1, size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    first = second = path[0]
    for each in path[1:]:
        if not last:
            return False
        if node & 1 or node == last:
            first, second = parent(each, first), parent(each, second)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            second = parent(second, each)
        node, last = node >> 1, last >> 1
    return last == 0 and (first, second) == (old_root, root)


def _root(first: int, end: int, subtree: Subtree) -> bytes:
    """Return the root over the leaves from `first` to `end`, where `first` begins a subtree of that size or larger."""
    root: bytes | None = None
    for each in reversed(list(subtrees_between(first, end, subtree))):
        root = each if root is None else parent(each, root)
    return EMPTY_ROOT if root is None else root


def _half(size: int) -> int:
    """Return the largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _path(seq: int, first: int, end: int, subtree: Subtree) -> list[bytes]:
    if end - first == 1:
        return []
    middle = first + _half(end - first)
    if seq < middle:
        return [*_path(seq, first, middle, subtree), _root(middle, end, subtree)]
    return [*_path(seq, middle, end, subtree), _root(first, middle, subtree)]


def _climb(leaf: bytes, seq: int, size: int, proof: list[bytes]) -> bytes:
    if size == 1:
        if proof:
            raise ValueError("the proof is too long")
        return leaf
    if not proof:
        raise ValueError("the proof is too short")
    *lower, last = proof
    half = _half(size)
    if seq < half:
        return parent(_climb(leaf, seq, half, lower), last)
    return parent(last, _climb(leaf, seq - half, size - half, lower))


def _subproof(old: int, first: int, end: int, *, whole: bool, subtree: Subtree) -> list[bytes]:
    if first + old == end:
        return [] if whole else [_root(first, end, subtree)]
    half = _half(end - first)
    middle = first + half
    if old <= half:
        return [*_subproof(old, first, middle, whole=whole, subtree=subtree), _root(middle, end, subtree)]
    return [*_subproof(old - half, middle, end, whole=False, subtree=subtree), _root(first, middle, subtree)]
