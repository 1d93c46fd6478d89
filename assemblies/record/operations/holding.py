# SPDX-License-Identifier: AGPL-3.0-or-later
"""Holding the secret of the records: made for the first of them, and checked before anything is signed for others."""

from django.db import connection

from assemblies.record import keys
from assemblies.record.keys import NotTheSecret

FOUNDED = """
SELECT coalesce((SELECT leaf FROM record_entry WHERE record_id = r.id AND number = 0),
                (SELECT leaf FROM record_said WHERE record_id = r.id ORDER BY id LIMIT 1))
  FROM ((SELECT id FROM record_record WHERE book = 'public' ORDER BY id LIMIT 1) UNION
        (SELECT id FROM record_record WHERE book = 'public' ORDER BY id DESC LIMIT 1)) r
"""
"""The genesis of the first and of the latest assembly: a secret replaced in between fits only one of them."""
_fit: set[str] = set()
"""The secret that this process found to fit, once it has."""


def check_secret() -> bool:
    """Hold the secret against the records of this database; False where there are none yet.

    Raises NotTheSecret with a sentence for whoever runs the server. Two short questions, for once a process.
    """
    with connection.cursor() as cursor:
        cursor.execute(FOUNDED)
        founded = [bytes(leaf) for (leaf,) in cursor.fetchall() if leaf is not None]
    if not founded:
        return False
    held = keys.secret()
    if not held:
        raise NotTheSecret(
            f"The database holds records, and the secret that signs them is not here: {keys.where()} is missing or"
            " empty, and the variable RECORD_SECRET is not set. Put the secret of this database back; none is made"
            " in its place, for it could not sign these records."
        )
    if not all(keys.fits(held, leaf) for leaf in founded):
        raise NotTheSecret(
            f"The secret in {keys.where()} is not the one that the records of this database were begun with: it"
            " derives other keys than their genesis names. Nothing is signed with it. Put the right secret there, or"
            " name the database that this one belongs to."
        )
    _fit.add(held)
    return True


def hold_secret() -> None:
    """See to it, before anything is signed, that the right secret is held; an empty database is given a new one.

    Raises NotTheSecret.
    """
    if keys.secret() not in _fit and not check_secret():
        keys.make_secret()
