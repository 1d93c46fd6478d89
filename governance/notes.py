# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint): a record's size and root, signed."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from governance import merkle
from governance.refusals import Refusal

ED25519 = b"\x01"
LONGEST = 64 * 1024
MOST_SIGNATURES = 16
LEADER = "\u2014 "  # an em dash and a space open each signature line
KEY = re.compile(r"(?P<name>[^+]+)\+(?P<id>[0-9a-f]{8})\+(?P<key>[A-Za-z0-9+/=]+)")
SIZE = re.compile(r"0|[1-9][0-9]{0,18}")

Signer = Callable[[bytes], bytes]


class BadNote(Refusal):
    code: ClassVar[str] = "bad_note"


@dataclass(frozen=True)
class Checkpoint:
    """What a record says of itself: its origin, its size in entries, its 32-byte root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The text that is signed: three lines."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def key_id(name: str, public_key: bytes) -> bytes:
    """The four bytes by which a signature line names its key: of the name, the kind and the 32-byte key."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public_key).digest()[:4]


def verifier_key(name: str, public_key: bytes) -> str:
    """A key as auditors keep it: "name+hex id+base64 of kind and key"; a record's name is its origin."""
    _check_name(name)
    encoded = base64.b64encode(ED25519 + public_key).decode()
    return f"{name}+{key_id(name, public_key).hex()}+{encoded}"


def read_verifier_key(text: str) -> tuple[str, bytes]:
    """The name and the 32-byte Ed25519 key in a verifier key. Raises BadNote."""
    match = KEY.fullmatch(text)
    raw = _base64(match["key"]) if match else None
    if match is None or raw is None or raw[:1] != ED25519 or len(raw) != 33:
        raise BadNote("This is not a verifier key for Ed25519.", code="bad_verifier_key")
    if key_id(match["name"], raw[1:]).hex() != match["id"]:
        raise BadNote("The id in this verifier key belongs to another key.", code="bad_verifier_key")
    return match["name"], raw[1:]


def sign(text: str, name: str, public_key: bytes, signer: Signer) -> str:
    """A note: the text, an empty line, one signature line. `signer` signs bytes with Ed25519 (64 bytes)."""
    _check_name(name)
    _check_text(text)
    signature = key_id(name, public_key) + signer(text.encode())
    return f"{text}\n{LEADER}{name} {base64.b64encode(signature).decode()}\n"


def sign_checkpoint(checkpoint: Checkpoint, public_key: bytes, signer: Signer) -> str:
    """A record's signed checkpoint; the name of its key is the origin."""
    return sign(checkpoint.text(), checkpoint.origin, public_key, signer)


def verify(note: str, key: str) -> str:
    """The text of a note that the verifier key signed; other keys are passed over. Raises BadNote."""
    name, public_key = read_verifier_key(key)
    text, signatures = _parts(note)
    wanted = key_id(name, public_key)
    mine = [signature for signer, signature in signatures if signer == name and signature[:4] == wanted]
    if not mine:
        raise BadNote("The note is not signed by {name}.", code="not_signed", name=name)
    if not all(_is_signed(public_key, signature[4:], text.encode()) for signature in mine):
        raise BadNote("The signature of {name} is not valid.", code="bad_signature", name=name)
    return text


def verify_checkpoint(note: str, key: str) -> Checkpoint:
    """The checkpoint in a note that the verifier key signed. Raises BadNote."""
    name, _ = read_verifier_key(key)
    checkpoint = read_checkpoint(verify(note, key))
    if checkpoint.origin != name:
        raise BadNote("The checkpoint is of another record than its key.", code="other_origin")
    return checkpoint


def unverified(note: str) -> Checkpoint:
    """The checkpoint in a note, whoever signed it. Raises BadNote."""
    return read_checkpoint(_parts(note)[0])


def read_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint, unsigned. Raises BadNote."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise BadNote("A checkpoint has three lines: origin, size and root.")
    root = _base64(lines[2])
    if not SIZE.fullmatch(lines[1]) or root is None or len(root) != merkle.HASH_BYTES:
        raise BadNote("A checkpoint's second line is its size and its third the root in base64.")
    return Checkpoint(lines[0], int(lines[1]), root)


def _parts(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    _check_text(note)
    if len(note.encode()) > LONGEST:
        raise BadNote("A note has at most {most} bytes.", most=LONGEST)
    text, blank, block = note.rpartition("\n\n")
    lines = block.split("\n")
    if not blank or lines.pop() or not 0 < len(lines) <= MOST_SIGNATURES:
        raise BadNote("A note is a text, an empty line and its signature lines.")
    return text + "\n", [_signature(line) for line in lines]


def _signature(line: str) -> tuple[str, bytes]:
    name, _, encoded = line.removeprefix(LEADER).partition(" ")
    raw = _base64(encoded)
    if not line.startswith(LEADER) or not name or raw is None or len(raw) < 5:
        raise BadNote("A signature line has a dash, a name and the signature in base64.")
    return name, raw


def _is_signed(public_key: bytes, signature: bytes, message: bytes) -> bool:
    # The one place where the law leaves the standard library, and only where a signature is to be checked.
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _check_name(name: str) -> None:
    if not name or "+" in name or any(letter.isspace() or ord(letter) < 32 for letter in name):
        raise BadNote("The name of a key has no spaces and no plus sign.", code="bad_key_name")


def _check_text(text: str) -> None:
    if not text.endswith("\n") or any(ord(letter) < 32 and letter != "\n" for letter in text):
        raise BadNote("The text of a note ends a line and has no control characters.")


def _base64(text: str) -> bytes | None:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    # Spare bits at the end would give one signature several spellings.
    return raw if base64.b64encode(raw).decode() == text else None
