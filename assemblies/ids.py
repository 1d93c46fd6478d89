# SPDX-License-Identifier: AGPL-3.0-or-later
"""Public ids: random and stable, never row numbers, without letters that are taken for digits."""

import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 13


def fresh() -> str:
    """A new public id: 13 characters, 65 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
