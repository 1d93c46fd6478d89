# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Merkle tree of a record (RFC 6962, SHA-256): its root, and proofs made of only a few of its hashes."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import ClassVar

from governance.refusals import Refusal

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


class BadTree(Refusal):
    code: ClassVar[str] = "bad_tree"


def leaf_hash(data: bytes) -> bytes:
    """The 32-byte hash of one entry's bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The 32-byte hash of two subtrees side by side."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """A tree that only grows, kept as the roots of its full subtrees, largest first.

    That is 32 bytes for each 1 bit of its size: enough to append and to say the root at any length.
    """

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.size = 0
        self._roots: list[bytes] = []
        for leaf in leaves:
            self.append(leaf)

    def append(self, leaf: bytes) -> None:
        """Add the hash of one leaf (not its bytes: see `leaf_hash`)."""
        if len(leaf) != HASH_BYTES:
            raise ValueError("a tree takes the 32-byte hash of a leaf, not its bytes")
        size, root = self.size, leaf
        while size & 1:
            root = node_hash(self._roots.pop(), root)
            size >>= 1
        self._roots.append(root)
        self.size += 1

    def root(self) -> bytes:
        """The 32-byte root of the tree as it stands."""
        if not self._roots:
            return EMPTY_ROOT
        root = self._roots[-1]
        for left in reversed(self._roots[:-1]):
            root = node_hash(left, root)
        return root

    def to_bytes(self) -> bytes:
        """The size in eight bytes, big-endian, and the roots of the full subtrees."""
        return self.size.to_bytes(8, "big") + b"".join(self._roots)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Frontier":
        """The frontier that `to_bytes` wrote. Raises BadTree."""
        size = int.from_bytes(data[:8], "big")
        if len(data) != 8 + HASH_BYTES * size.bit_count():
            raise BadTree("These are not the bytes of a tree's frontier.")
        frontier = cls()
        frontier.size = size
        frontier._roots = [data[start : start + HASH_BYTES] for start in range(8, len(data), HASH_BYTES)]
        return frontier


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over these leaf hashes."""
    return Frontier(leaves).root()


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """The stretches of leaves (from, up to) whose roots are the inclusion proof, leaf side first."""
    if not 0 <= index < size:
        raise BadTree("A tree of {size} has no leaf {index}.", size=size, index=index)
    ranges: list[tuple[int, int]] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def consistency_ranges(old_size: int, size: int) -> list[tuple[int, int]]:
    """The stretches of leaves (from, up to) whose roots are the consistency proof, in its order."""
    if not 0 < old_size <= size:
        raise BadTree("There is no proof from a tree of {old} to one of {size}.", old=old_size, size=size)
    if old_size == size:
        return []
    ranges: list[tuple[int, int]] = []
    start, end = 0, size
    while end != old_size:
        middle = start + _split(end - start)
        if old_size <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    # The old tree itself is known to the reader; any smaller full subtree of it is not.
    return ([(start, end)] if start else []) + ranges[::-1]


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The proof that leaf `index` stands in the tree over these leaf hashes. Raises BadTree."""
    return [root_of(leaves[start:end]) for start, end in inclusion_ranges(index, len(leaves))]


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """The proof that the tree over the first `old_size` of these leaf hashes only grew. Raises BadTree."""
    return [root_of(leaves[start:end]) for start, end in consistency_ranges(old_size, len(leaves))]


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether a leaf hash stands at an index of the tree with this size and root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes([leaf, root, *proof]):
        return False
    first, last, found = index, size - 1, leaf
    for step in proof:
        if not last:
            return False
        if first & 1 or first == last:
            found = node_hash(step, found)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            found = node_hash(found, step)
        first, last = first >> 1, last >> 1
    return not last and found == root


def verify_consistency(
    old_size: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes
) -> bool:
    """Whether the tree with this size and root only added to the old one (RFC 9162, 2.1.4.2).

    A proof from an empty tree is refused: it would vouch for anything.
    """
    if old_size == size and size:
        return not proof and old_root == root
    if not 0 < old_size < size or not _are_hashes([old_root, root, *proof]):
        return False
    steps = list(proof) if old_size & (old_size - 1) else [old_root, *proof]
    if not steps:
        return False
    first, last = old_size - 1, size - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    old_found = found = steps[0]
    for step in steps[1:]:
        if not last:
            return False
        if first & 1 or first == last:
            old_found, found = node_hash(step, old_found), node_hash(step, found)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            found = node_hash(found, step)
        first, last = first >> 1, last >> 1
    return not last and old_found == old_root and found == root


def _split(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1


def _are_hashes(values: Sequence[bytes]) -> bool:
    return all(len(value) == HASH_BYTES for value in values)
