"""The tree is that of RFC 9162, by the definition of that paper and by another implementation."""

import hashlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree, verify_consistency

from firmware.coldchain.tree import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    is_consistent,
    levels_between,
    parent,
    root_by_inclusion,
    subtrees_between,
)

ROWS = [b"row %d" % number for number in range(70)]
LEAVES = [hashlib.sha256(b"\0" + row).digest() for row in ROWS]


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 9162, 2.1.1, word by word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return parent(by_definition(leaves[:half]), by_definition(leaves[half:]))


def subtree(level: int, number: int) -> bytes:
    return by_definition(LEAVES[number << level : (number + 1) << level])


def frontier_of(size: int) -> Frontier:
    frontier = Frontier()
    frontier.extend(LEAVES[:size])
    return frontier


sizes = st.integers(0, len(LEAVES))


@pytest.mark.parametrize("size", range(len(LEAVES) + 1))
def test_the_root_is_that_of_the_definition_and_of_another_implementation(size: int) -> None:
    other = InmemoryTree(algorithm="sha256")
    one_by_one = Frontier()
    for row, leaf in zip(ROWS[:size], LEAVES, strict=False):
        other.append_entry(row)
        one_by_one.add(leaf)
    frontier = frontier_of(size)
    assert frontier.root == by_definition(LEAVES[:size]) == other.get_root()
    assert (one_by_one.root, one_by_one.hashes) == (frontier.root, frontier.hashes)
    assert Frontier(size, frontier.hashes).root == frontier.root


def test_an_empty_log_has_the_root_of_nothing() -> None:
    assert Frontier().root == EMPTY_ROOT


def test_a_frontier_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="1 hashes cannot stand for 3 leaves: 2 can"):
        Frontier(3, LEAVES[:1])


@given(sizes, sizes, sizes)
def test_any_part_leads_to_the_root_with_the_subtrees_before_and_after_it(a: int, b: int, c: int) -> None:
    first, end, size = sorted((a, b, c))
    frontier = Frontier(first, list(subtrees_between(0, first, subtree)))
    frontier.extend(LEAVES[first:end])
    for level, each in zip(levels_between(end, size), subtrees_between(end, size, subtree), strict=True):
        frontier.add(each, level)
    assert (frontier.size, frontier.root) == (size, by_definition(LEAVES[:size]))


@given(st.data(), st.integers(1, len(LEAVES)))
def test_inclusion_is_proven_by_the_path_of_the_standard(data: st.DataObject, size: int) -> None:
    seq = data.draw(st.integers(0, size - 1))
    proof, root = inclusion_proof(seq, size, subtree), by_definition(LEAVES[:size])
    assert root_by_inclusion(LEAVES[seq], seq, size, proof) == root
    assert len(proof) <= 7
    for wrong in (proof[:-1], [*proof, root]):
        if wrong != proof:
            with pytest.raises(ValueError, match="too"):
                root_by_inclusion(LEAVES[seq], seq, size, wrong)
    assert root_by_inclusion(hashlib.sha256(b"x").digest(), seq, size, proof) != root


@pytest.mark.parametrize("size", [*range(1, 34), 64, 65, 70])
def test_another_implementation_makes_the_same_proofs(size: int) -> None:
    other = InmemoryTree(algorithm="sha256")
    for row in ROWS[:size]:
        other.append_entry(row)
    for seq in range(size):
        path = other.prove_inclusion(seq + 1, size).path
        assert [LEAVES[seq], *inclusion_proof(seq, size, subtree)] == path
    for old in range(1, size):  # in another form than the standard's, over the same roots
        verify_consistency(frontier_of(old).root, frontier_of(size).root, other.prove_consistency(old, size))


@given(st.data(), st.integers(2, len(LEAVES)))
def test_only_a_log_that_has_grown_is_consistent(data: st.DataObject, size: int) -> None:
    old = data.draw(st.integers(1, size - 1))
    proof, old_root, root = consistency_proof(old, size, subtree), frontier_of(old).root, frontier_of(size).root
    other = hashlib.sha256(b"x").digest()
    assert is_consistent(old, old_root, size, root, proof)
    assert not is_consistent(old, other, size, root, proof)
    assert not is_consistent(old, old_root, size, other, proof)
    assert not is_consistent(old, old_root, size, root, [*proof, other])
    assert not is_consistent(old, old_root, size, root, proof[:-1])
    for left, right in pairwise(range(len(proof))):
        swapped = list(proof)
        swapped[left], swapped[right] = swapped[right], swapped[left]
        assert not is_consistent(old, old_root, size, root, swapped)


def test_nothing_and_everything_are_consistent_without_a_proof() -> None:
    root = frontier_of(5).root
    assert is_consistent(0, EMPTY_ROOT, 5, root, consistency_proof(0, 5, subtree))
    assert is_consistent(5, root, 5, root, consistency_proof(5, 5, subtree))
    assert not is_consistent(5, LEAVES[0], 5, root, [])
    assert not is_consistent(6, root, 5, root, [])
