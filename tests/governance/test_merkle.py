# SPDX-License-Identifier: AGPL-3.0-or-later
"""A record's tree: roots and proofs as RFC 6962 defines them, and no proof of anything else."""

import base64
import hashlib
import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance import merkle
from governance.merkle import Frontier
from tests.governance.conformance import vectors

# The eight entries and their roots with which implementations of RFC 6962 have been compared since 2013.
PUBLISHED = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def leaves(size: int) -> list[bytes]:
    return [merkle.leaf_hash(str(number).encode()) for number in range(size)]


def defined_root(hashes: Sequence[bytes]) -> bytes:
    """The root as RFC 6962, 2.1 defines it, by recursion."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while 2 * split < len(hashes):
        split *= 2
    return merkle.node_hash(defined_root(hashes[:split]), defined_root(hashes[split:]))


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_are_those_published(size: int) -> None:
    hashes = [merkle.leaf_hash(bytes.fromhex(entry)) for entry in PUBLISHED[:size]]
    assert merkle.root_of(hashes).hex() == ROOTS[size - 1]


@given(st.integers(0, 200))
def test_the_root_is_the_defined_one_at_every_size(size: int) -> None:
    assert merkle.root_of(leaves(size)) == defined_root(leaves(size))


@given(st.data(), st.integers(1, 150))
def test_every_leaf_is_proved_to_be_in_its_place_and_in_no_other(data: st.DataObject, size: int) -> None:
    hashes, index = leaves(size), data.draw(st.integers(0, size - 1))
    proof, root = merkle.inclusion_proof(hashes, index), merkle.root_of(hashes)
    assert merkle.verify_inclusion(index, size, hashes[index], proof, root)
    assert not merkle.verify_inclusion(index, size, merkle.leaf_hash(b"other"), proof, root)
    other = data.draw(st.integers(-1, size).filter(lambda number: number != index))
    assert not merkle.verify_inclusion(other, size, hashes[index], proof, root)


@given(st.data(), st.integers(1, 150))
def test_growth_is_proved_and_rewriting_is_not(data: st.DataObject, size: int) -> None:
    hashes, old_size = leaves(size), data.draw(st.integers(1, size))
    proof = merkle.consistency_proof(hashes, old_size)
    old_root, root = merkle.root_of(hashes[:old_size]), merkle.root_of(hashes)
    assert merkle.verify_consistency(old_size, size, proof, old_root, root)
    changed = data.draw(st.integers(0, old_size - 1))
    rewritten = [*hashes[:changed], merkle.leaf_hash(b"other"), *hashes[changed + 1 :]]
    assert not merkle.verify_consistency(
        old_size, size, merkle.consistency_proof(rewritten, old_size), old_root, merkle.root_of(rewritten)
    )


@given(st.data(), st.integers(2, 100))
def test_a_damaged_proof_proves_nothing(data: st.DataObject, size: int) -> None:
    hashes, index = leaves(size), data.draw(st.integers(0, size - 1))
    old_size = data.draw(st.integers(1, size - 1))
    root, old_root = merkle.root_of(hashes), merkle.root_of(hashes[:old_size])
    inclusion, growth = merkle.inclusion_proof(hashes, index), merkle.consistency_proof(hashes, old_size)
    for damaged in _damaged(data, inclusion):
        assert not merkle.verify_inclusion(index, size, hashes[index], damaged, root)
    for damaged in _damaged(data, growth):
        assert not merkle.verify_consistency(old_size, size, damaged, old_root, root)


def _damaged(data: st.DataObject, proof: list[bytes]) -> list[list[bytes]]:
    at = data.draw(st.integers(0, len(proof) - 1))
    flipped = bytes([proof[at][0] ^ 1]) + proof[at][1:]
    return [
        proof[:at] + proof[at + 1 :],
        [*proof[:at], flipped, *proof[at + 1 :]],
        [*proof, proof[at]],
        [*proof[:at], proof[at][:31], *proof[at + 1 :]],
    ]


def test_an_empty_tree_vouches_for_nothing() -> None:
    assert not merkle.verify_consistency(0, 3, [], merkle.EMPTY_ROOT, merkle.root_of(leaves(3)))
    assert not merkle.verify_consistency(0, 0, [], merkle.EMPTY_ROOT, merkle.EMPTY_ROOT)
    with pytest.raises(merkle.BadTree):
        merkle.consistency_proof(leaves(3), 0)
    with pytest.raises(merkle.BadTree):
        merkle.inclusion_proof(leaves(3), 3)


@given(st.integers(0, 300), st.integers(0, 40))
def test_a_frontier_that_was_kept_goes_on_as_if_it_had_not_been(size: int, more: int) -> None:
    kept = Frontier.from_bytes(Frontier(leaves(size)).to_bytes())
    for leaf in leaves(size + more)[size:]:
        kept.append(leaf)
    assert (kept.size, kept.root()) == (size + more, defined_root(leaves(size + more)))
    assert kept.to_bytes() == Frontier(leaves(size + more)).to_bytes()


@pytest.mark.parametrize("data", [b"", b"\x00" * 7, b"\x00" * 7 + b"\x01", b"\x00" * 8 + b"x" * 32])
def test_bytes_that_are_no_frontier_are_refused(data: bytes) -> None:
    with pytest.raises(merkle.BadTree):
        Frontier.from_bytes(data)


def test_a_tree_takes_hashes_and_never_the_entries_themselves() -> None:
    with pytest.raises(ValueError, match="32-byte hash"):
        Frontier().append(b"an entry")


def _raw(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def _steps(vector: dict[str, Any]) -> list[bytes]:
    return [_raw(step) for step in vector["proof"] or []]


def test_the_published_inclusion_proofs_are_judged_as_published() -> None:
    for path in vectors("merkle-rfc6962", "testdata/inclusion/**/*.json"):
        vector = json.loads(path.read_text())
        index, size = vector["leafIdx"], vector["treeSize"]
        holds = merkle.verify_inclusion(
            index, size, _raw(vector["leafHash"]), _steps(vector), _raw(vector["root"])
        )
        assert holds is not vector["wantErr"], path.name


def test_the_published_consistency_proofs_are_judged_as_published() -> None:
    for path in vectors("merkle-rfc6962", "testdata/consistency/**/*.json"):
        vector = json.loads(path.read_text())
        roots = _raw(vector["root1"]), _raw(vector["root2"])
        holds = merkle.verify_consistency(vector["size1"], vector["size2"], _steps(vector), *roots)
        assert holds is not vector["wantErr"], path.name


def test_a_proof_speaks_of_its_own_size_only() -> None:
    one, two, three = (merkle.leaf_hash(bytes([n])) for n in range(3))
    both, all_three = merkle.root_of([one, two]), merkle.root_of([one, two, three])
    assert merkle.verify_inclusion(0, 2, one, [two], both)
    assert not merkle.verify_inclusion(0, 4, one, [two], both)
    assert not merkle.verify_inclusion(0, 1, two, [one], both)
    assert merkle.verify_consistency(2, 3, [three], both, all_three)
    assert not merkle.verify_consistency(2, 8, [three], both, all_three)
    assert not merkle.verify_consistency(2, 2, [three], both, both)
    assert not merkle.verify_consistency(3, 5, [], all_three, all_three)


def test_a_step_of_a_proof_is_a_whole_hash() -> None:
    leaf, short = merkle.leaf_hash(b"a"), b"x" * 31
    root = merkle.node_hash(leaf, short)
    assert not merkle.verify_inclusion(0, 2, leaf, [short], root)
    assert not merkle.verify_consistency(1, 2, [short], leaf, root)


def test_there_is_no_leaf_before_the_first() -> None:
    with pytest.raises(merkle.BadTree):
        merkle.inclusion_ranges(-1, 5)
