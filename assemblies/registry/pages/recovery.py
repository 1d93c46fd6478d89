# SPDX-License-Identifier: AGPL-3.0-or-later
"""The recovery key between the founding and the founder's word that they have it: sealed, and only in their session.

What seals it is made from the secret of the founder's link, of which the database knows a digest. So neither a copy
of the database nor the session alone opens it, and nothing of it is left once the founder says that they have it.
"""

import base64
import hashlib
import json

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.http import HttpRequest

NAME = "recovery_key"
A_LINE = 16


def keep(request: HttpRequest, secret: str, *, key: str, network: str) -> None:
    """Seal a key into the session of whoever founded, until they have it."""
    told = json.dumps({"key": key, "network": network}).encode()
    request.session[NAME] = Fernet(_sealing(secret)).encrypt(told).decode()


def kept(request: HttpRequest, secret: str) -> tuple[str, str] | None:
    """The key and the name of the network, where this browser still has to be shown them; else None."""
    sealed = request.session.get(NAME, "")
    try:
        told = json.loads(Fernet(_sealing(secret)).decrypt(sealed.encode())) if sealed else {}
    except InvalidToken:
        return None
    return (told["key"], told["network"]) if told else None


def drop(request: HttpRequest) -> None:
    """From now on nobody can be shown it again."""
    request.session.pop(NAME, None)


def _sealing(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(b"recovery key " + secret.encode()).digest())


def pem(key: Ed25519PrivateKey) -> str:
    """A private key as text that any tool reads, in lines short enough to be copied by hand, all of one length."""
    kept = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    text = base64.b64encode(kept).decode()
    lines = [text[start : start + A_LINE] for start in range(0, len(text), A_LINE)]
    return "\n".join(["-----BEGIN PRIVATE KEY-----", *lines, "-----END PRIVATE KEY-----", ""])
