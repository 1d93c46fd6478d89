# SPDX-License-Identifier: AGPL-3.0-or-later
"""The safe: secrets of this instance, each a file beside the database that its owner alone can read."""

import secrets
from pathlib import Path


def read(path: Path) -> str:
    """The secret in a file; empty where there is no such file."""
    return path.read_text() if path.exists() else ""


def keep(path: Path) -> str:
    """The secret in a file; where there is no such file, a random one is made and kept there."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        try:
            path.hardlink_to(fresh)  # the first of several processes wins
        except FileExistsError:
            pass
        fresh.unlink()
    return path.read_text()
