# SPDX-License-Identifier: AGPL-3.0-or-later
"""Record keys: derived from a secret that is kept out of the database, one for each record's origin."""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from assemblies import safe
from governance import genesis

NAME = "record-secret"
"""The file in the state folder that holds the secret, where the variable RECORD_SECRET does not."""


class NotTheSecret(RuntimeError):
    """The secret of the records in the database is not here. Nothing is signed, and none is made in its place."""


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


def secret() -> str:
    """The secret that this process was given, or that lies in the state folder by now; empty where there is none."""
    return settings.RECORD_SECRET or _kept(_path())


def make_secret() -> None:
    """Make and keep a secret where there is none: for the first founding in an empty database, and only then."""
    if not secret():
        safe.keep(_path())


def where() -> str:
    """Where the secret is looked for, as an operator would name it."""
    return "the variable RECORD_SECRET" if settings.RECORD_SECRET else f"the file {_path()}"


def _path() -> Path:
    return Path(settings.STATE_FOLDER) / NAME


_found: dict[Path, str] = {}


def _kept(path: Path) -> str:
    # A process that began before the first founding finds the secret once it has been made.
    if path not in _found and (text := safe.read(path)):
        _found[path] = text
    return _found.get(path, "")


def fits(given: str, founded: bytes) -> bool:
    """Whether the record key in the bytes of a genesis is derived from this secret."""
    found = genesis.read(founded)
    return found.keys["record"] == _derive(given, "record", found.public_origin).public


def record_key(origin: str) -> Key:
    """The key that signs the checkpoints of the record with this origin. Raises NotTheSecret where it has none."""
    return _derive(_held(), "record", origin)


def assembly_key(origin: str) -> Key:
    """The key of the assembly whose public record has this origin; separate from that of the record."""
    return _derive(_held(), "assembly", origin)


def _held() -> str:
    found = secret()
    if not found:
        raise NotTheSecret(f"There is no secret to derive record keys from: {where()} is missing.")
    return found
