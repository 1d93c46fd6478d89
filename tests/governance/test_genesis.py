# SPDX-License-Identifier: AGPL-3.0-or-later
"""An assembly is named by the hash of how it began, and begins under sound keys only."""

import json
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance import canonical, genesis
from governance.genesis import BadGenesis, Genesis, WeakKey

KEY = bytes.fromhex(
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
)  # RFC 8032, 7.1, test 1
FOUNDED = Genesis(
    name="Ashby",
    public_origin="ashby.example/record/7f3a",
    acts_origin="ashby.example/record/91c0",
    keys={"record": KEY},
    charter=canonical.digest(b"charter"),
    recovery=canonical.digest(b"recovery"),
    nonce=bytes(range(32)),
)
P = 2**255 - 19
OF_ORDER_8 = (
    2707385501144840649318225287225658788936804267575313519463743609750303021565,
    55188659117513257062467267217118295137698188065244968500265048394206261417927,
)


def test_an_assembly_is_named_by_its_entry_0() -> None:
    assert FOUNDED.assembly() == canonical.ni(FOUNDED.leaf()) == genesis.assembly_id(FOUNDED.leaf())
    assert genesis.read(FOUNDED.leaf()) == FOUNDED


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Ashbury"},
        {"nonce": bytes(32)},
        {"charter": canonical.digest(b"other")},
        {"recovery": canonical.digest(b"other")},
        {"acts_origin": "ashby.example/record/91c1"},
    ],
)
def test_assemblies_that_differ_in_anything_have_other_names(change: dict[str, Any]) -> None:
    assert replace(FOUNDED, **change).assembly() != FOUNDED.assembly()


def test_the_bytes_of_entry_0_never_change() -> None:
    # Names of assemblies that exist hang on it.
    assert FOUNDED.assembly() == "ni:///sha-256;cNm-ctR-B2Vf8XNmhOc69O8tVDBM5Qob_jlddDUWtK4"


@pytest.mark.parametrize("sign", [0, 1 << 255])
@pytest.mark.parametrize("y", [0, 1, P - 1, P, P + 1, *OF_ORDER_8])
def test_keys_of_small_order_are_refused(y: int, sign: int) -> None:
    weak = (y | sign).to_bytes(32, "little")
    with pytest.raises(WeakKey):
        replace(FOUNDED, keys={"record": weak}).leaf()


@pytest.mark.parametrize("key", [b"", KEY[:31], (2).to_bytes(32, "little"), (P + 3).to_bytes(32, "little")])
def test_bytes_that_are_no_key_are_refused(key: bytes) -> None:
    with pytest.raises(WeakKey):
        genesis.check_key(key)


def test_keys_as_they_are_made_are_sound() -> None:
    for seed in range(40):
        private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        genesis.check_key(private.public_key().public_bytes_raw())


def test_a_key_is_written_as_a_multikey() -> None:
    # RFC 8032's first test key, as did:key spells it.
    text = "z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"
    assert genesis.multikey(KEY) == text
    assert genesis.read_multikey(text) == KEY


@pytest.mark.parametrize("text", [None, "", "z6Mk", "z6Mk" + "1" * 44, "z6Mk" + "0" * 44, "z6Mk" + "z" * 44])
def test_what_is_no_multikey_is_refused(text: object) -> None:
    with pytest.raises(BadGenesis):
        genesis.read_multikey(text)


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"name": " "}, "/object/name"),
        ({"name": "a" * 201}, "/object/name"),
        ({"public_origin": "Ashby record"}, "/object/records/public"),
        ({"acts_origin": FOUNDED.public_origin}, "/object/records/acts"),
        ({"keys": {}}, "/object/keys"),
        ({"keys": {"record": KEY, "master": KEY}}, "/object/keys"),
        ({"charter": "sha-256:abc"}, "/object/charter"),
        ({"recovery": "none"}, "/object/recovery"),
        ({"nonce": b"short"}, "/object/nonce"),
    ],
)
def test_a_genesis_that_lacks_something_is_refused_with_a_pointer(change: dict[str, Any], at: str) -> None:
    with pytest.raises(BadGenesis) as caught:
        replace(FOUNDED, **change).leaf()
    assert caught.value.at == at


@pytest.mark.parametrize("member", ["name", "records", "keys", "charter", "recovery", "nonce", "type"])
@pytest.mark.parametrize("value", [None, 1, [], {}, "x"])
def test_no_member_of_entry_0_can_be_something_else(member: str, value: object) -> None:
    found = json.loads(FOUNDED.leaf())
    found["object"][member] = value
    altered = canonical.encode(found)
    if (member, value) == ("name", "x"):
        assert genesis.read(altered).name == "x"
        return
    with pytest.raises(BadGenesis):
        genesis.read(altered)


def test_members_that_are_not_known_are_refused() -> None:
    for path in ((), ("object",), ("object", "records"), ("object", "keys")):
        found = json.loads(FOUNDED.leaf())
        holder = found
        for step in path:
            holder = holder[step]
        holder["more"] = "x"
        with pytest.raises(BadGenesis):
            genesis.read(canonical.encode(found))
