# SPDX-License-Identifier: AGPL-3.0-or-later
"""Genesis: entry 0 of an assembly's public record, whose hash is the assembly's name for good."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from governance import canonical
from governance.refusals import Refusal

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P
ED25519_MULTICODEC = b"\xed\x01"
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
MULTIKEY = re.compile(r"z6Mk[1-9A-HJ-NP-Za-km-z]{44}")
ORIGIN = re.compile(r"[a-z0-9.-]+(:[0-9]+)?/record/[A-Za-z0-9_-]+")
ROLES = frozenset({"record", "assembly", "witness", "http"})
MEMBERS = {"type", "name", "records", "keys", "charter", "recovery", "nonce"}


class BadGenesis(Refusal):
    code: ClassVar[str] = "bad_genesis"


class WeakKey(BadGenesis):
    code: ClassVar[str] = "weak_key"


@dataclass(frozen=True, kw_only=True)
class Genesis:
    """What an assembly is founded with.

    `keys` are 32-byte Ed25519 public keys by role; `record` is needed, it signs both records' checkpoints;
    `charter` and `recovery` are digests "sha-256:…" of the charter's canonical bytes and of the offline
    recovery key's 32 bytes; `nonce` is 32 random bytes.
    """

    name: str
    public_origin: str
    acts_origin: str
    keys: Mapping[str, bytes]
    charter: str
    recovery: str
    nonce: bytes

    def leaf(self) -> bytes:
        """The canonical bytes of entry 0. Raises BadGenesis, WeakKey or canonical.BadValue."""
        _check(self)
        group = {
            "type": "Group",
            "name": self.name,
            "records": {"public": self.public_origin, "acts": self.acts_origin},
            "keys": {role: multikey(key) for role, key in self.keys.items()},
            "charter": self.charter,
            "recovery": self.recovery,
            "nonce": base64.urlsafe_b64encode(self.nonce).decode().rstrip("="),
        }
        return canonical.encode({"type": "Create", "object": group})

    def assembly(self) -> str:
        """The assembly's id: the RFC 6920 name of entry 0."""
        return canonical.ni(self.leaf())


def read(leaf: bytes) -> Genesis:
    """Read the bytes of entry 0. Raises BadGenesis, WeakKey or canonical.BadValue."""
    found = canonical.decode_exact(leaf)
    group = found.get("object") if isinstance(found, dict) else None
    if not isinstance(group, dict) or set(found) != {"type", "object"} or set(group) != MEMBERS:
        raise BadGenesis("Entry 0 founds an assembly: name, records, keys, charter, recovery and nonce.")
    if (found["type"], group["type"]) != ("Create", "Group"):
        raise BadGenesis("Entry 0 founds an assembly.", at="/type")
    genesis = Genesis(
        name=group["name"],
        public_origin=_member(group, "records", "public"),
        acts_origin=_member(group, "records", "acts"),
        keys=_keys(group["keys"]),
        charter=group["charter"],
        recovery=group["recovery"],
        nonce=_nonce(group["nonce"]),
    )
    if genesis.leaf() != leaf:
        raise BadGenesis("Entry 0 has members that are not known.", at="/object")
    return genesis


def assembly_id(leaf: bytes) -> str:
    """The id of the assembly that this entry 0 founds."""
    return canonical.ni(leaf)


def check_key(key: bytes) -> None:
    """Pass a sound Ed25519 public key, or raise WeakKey: off the curve, of small order, or spelled twice."""
    y = int.from_bytes(key, "little") & (2**255 - 1)
    if len(key) != 32 or y >= P:
        raise WeakKey("An Ed25519 public key has 32 bytes and one spelling.")
    # Of order 1, 2, 4 and 8 exactly: y is 1, -1, 0, or a point whose double has y = 0.
    if not y * (y * y - 1) * (D * y**4 + 2 * y * y - 1) % P:
        raise WeakKey("This key has small order: one signature by it would fit many texts.")
    if pow((y * y - 1) * (D * y * y + 1), (P - 1) // 2, P) != 1:
        raise WeakKey("This key is not a point of the curve.")


def multikey(key: bytes) -> str:
    """A public key as W3C Multikey text, "z6Mk…"; "did:key:" before it makes it a did:key."""
    number = int.from_bytes(ED25519_MULTICODEC + key, "big")
    letters = ""
    while number:
        number, rest = divmod(number, 58)
        letters = ALPHABET[rest] + letters
    return "z" + letters


def read_multikey(text: object) -> bytes:
    """The 32-byte key in Multikey text. Raises BadGenesis."""
    refusal = BadGenesis("A key is written as a Multikey of Ed25519, z6Mk and so on.", code="bad_key")
    if not isinstance(text, str) or not MULTIKEY.fullmatch(text):
        raise refusal
    number = 0
    for letter in text[1:]:
        number = number * 58 + ALPHABET.index(letter)
    raw = number.to_bytes(35, "big").lstrip(b"\x00")
    if len(raw) != 34 or raw[:2] != ED25519_MULTICODEC:
        raise refusal
    return raw[2:]


def _check(genesis: Genesis) -> None:
    if not isinstance(genesis.name, str) or not genesis.name.strip() or len(genesis.name) > 200:
        raise BadGenesis("An assembly has a name of at most 200 characters.", at="/object/name")
    for book, origin in (("public", genesis.public_origin), ("acts", genesis.acts_origin)):
        if not isinstance(origin, str) or not ORIGIN.fullmatch(origin):
            raise BadGenesis("A record's origin is first-host/record/random.", at=f"/object/records/{book}")
    if genesis.public_origin == genesis.acts_origin:
        raise BadGenesis("The two records have different origins.", at="/object/records/acts")
    if "record" not in genesis.keys or not set(genesis.keys) <= ROLES:
        raise BadGenesis("The keys are record, and any of assembly, witness and http.", at="/object/keys")
    for key in genesis.keys.values():
        check_key(key)
    for name, text in (("charter", genesis.charter), ("recovery", genesis.recovery)):
        if not isinstance(text, str) or not canonical.DIGEST.fullmatch(text):
            raise BadGenesis("A digest is sha-256: and 64 hexadecimal digits.", at=f"/object/{name}")
    if len(genesis.nonce) != 32:
        raise BadGenesis("The nonce has 32 bytes.", at="/object/nonce")


def _member(group: Mapping[str, Any], name: str, inner: str) -> Any:
    found = group[name]
    return found.get(inner) if isinstance(found, dict) else None


def _keys(found: object) -> dict[str, bytes]:
    if not isinstance(found, dict):
        raise BadGenesis("The keys are an object by role.", at="/object/keys")
    return {role: read_multikey(text) for role, text in found.items()}


def _nonce(text: object) -> bytes:
    if not isinstance(text, str) or not re.fullmatch(r"[A-Za-z0-9_-]{43}", text):
        raise BadGenesis("The nonce is 32 bytes in base64url.", at="/object/nonce")
    return base64.urlsafe_b64decode(text + "=")
