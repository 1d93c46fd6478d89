# SPDX-License-Identifier: AGPL-3.0-or-later
"""Record keys: derived from a secret that is kept out of the database, one for each record's origin."""

from functools import lru_cache
from typing import NamedTuple

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Key(NamedTuple):
    """An Ed25519 key: 32 public bytes, and what signs."""

    public: bytes
    private: Ed25519PrivateKey

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


@lru_cache(maxsize=4096)
def _derive(secret: str, purpose: str, name: str) -> Key:
    info = f"nested {purpose} key 1|{name}".encode()
    seed = HKDF(hashes.SHA256(), 32, None, info).derive(secret.encode())
    private = Ed25519PrivateKey.from_private_bytes(seed)
    raw = private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return Key(raw, private)


def record_key(origin: str) -> Key:
    """The key that signs the checkpoints of the record with this origin."""
    return _derive(settings.RECORD_SECRET, "record", origin)


def assembly_key(origin: str) -> Key:
    """The key of the assembly whose public record has this origin; separate from that of the record."""
    return _derive(settings.RECORD_SECRET, "assembly", origin)
