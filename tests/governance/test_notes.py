# SPDX-License-Identifier: AGPL-3.0-or-later
"""A checkpoint is worth its signature: by the right key, over exactly this text."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from governance import merkle, notes
from governance.notes import BadNote, Checkpoint

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key().public_bytes_raw()
ORIGIN = "ashby.example/record/one"
KEY = notes.verifier_key(ORIGIN, PUBLIC)
CHECKPOINT = Checkpoint(ORIGIN, 3, merkle.root_of([merkle.leaf_hash(b"a")] * 3))
NOTE = notes.sign_checkpoint(CHECKPOINT, PUBLIC, PRIVATE.sign)

# The example in the documentation of Go's golang.org/x/mod/sumdb/note.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
GO_NOTE = (
    GO_TEXT + "\n— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_a_note_that_others_made_verifies() -> None:
    assert notes.verify(GO_NOTE, GO_KEY) == GO_TEXT
    name, public = notes.read_verifier_key(GO_KEY)
    assert notes.verifier_key(name, public) == GO_KEY


def test_a_checkpoint_says_origin_size_and_root() -> None:
    assert notes.verify_checkpoint(NOTE, KEY) == CHECKPOINT
    assert NOTE.split("\n")[:2] == [ORIGIN, "3"]


@given(st.integers(0, len(NOTE) - 1), st.sampled_from("aZ0+/= \n—"))
def test_no_letter_of_a_note_can_be_exchanged(at: int, letter: str) -> None:
    altered = NOTE[:at] + letter + NOTE[at + 1 :]
    if altered != NOTE:
        with pytest.raises(BadNote):
            notes.verify_checkpoint(altered, KEY)


def test_another_key_of_the_same_name_did_not_sign_it() -> None:
    other = notes.verifier_key(
        ORIGIN, bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    )
    with pytest.raises(BadNote) as caught:
        notes.verify(NOTE, other)
    assert caught.value.name == "not_signed"


def test_a_signature_by_someone_else_beside_ours_is_passed_over() -> None:
    witness = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
    theirs = notes.sign(CHECKPOINT.text(), "witness", witness.public_key().public_bytes_raw(), witness.sign)
    both = NOTE + theirs.split("\n\n")[1]
    assert notes.verify_checkpoint(both, KEY) == CHECKPOINT


def test_a_signature_that_is_not_valid_spoils_a_note_though_a_valid_one_stands_beside_it() -> None:
    forged = notes.sign(CHECKPOINT.text(), ORIGIN, PUBLIC, lambda _: bytes(64))
    with pytest.raises(BadNote) as caught:
        notes.verify(NOTE + forged.split("\n\n")[1], KEY)
    assert caught.value.name == "bad_signature"


def test_a_checkpoint_of_another_record_is_refused_though_the_key_signed_it() -> None:
    elsewhere = notes.sign(
        Checkpoint("other/record/x", 3, CHECKPOINT.root).text(), ORIGIN, PUBLIC, PRIVATE.sign
    )
    with pytest.raises(BadNote) as caught:
        notes.verify_checkpoint(elsewhere, KEY)
    assert caught.value.name == "other_origin"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n",
        "a\n1\n",
        "a\n01\n" + "A" * 43 + "=\n",
        "a\n-1\n" + "A" * 43 + "=\n",
        "a\n1\nAAAA\n",
        "a\n1\n\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        notes.read_checkpoint(text)


@pytest.mark.parametrize("text", ["no line break", "a tab\t\n", "a bell\x07\n"])
def test_a_text_that_could_be_read_in_two_ways_is_not_signed(text: str) -> None:
    with pytest.raises(BadNote):
        notes.sign(text, ORIGIN, PUBLIC, PRIVATE.sign)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb"])
def test_the_name_of_a_key_cannot_be_taken_for_something_else(name: str) -> None:
    with pytest.raises(BadNote):
        notes.verifier_key(name, PUBLIC)


@pytest.mark.parametrize("key", ["", KEY[:-4], KEY.replace("ashby", "astby"), "a+00000000+AAAA", KEY + "A"])
def test_a_verifier_key_that_is_damaged_is_refused(key: str) -> None:
    with pytest.raises(BadNote) as caught:
        notes.read_verifier_key(key)
    assert caught.value.name == "bad_verifier_key"
