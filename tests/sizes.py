# SPDX-License-Identifier: AGPL-3.0-or-later
"""How large a test is: small on every change, as large as its promise by `python3 manage.py test --long`.

A test with both forms is marked `long` and asks here. `NESTED_LONG=1` is what `--long` sets; any one size
can be set alone by its own variable, `NESTED_KILLS=3` for the size called KILLS.
"""

import os

LONG = bool(os.environ.get("NESTED_LONG"))


def of(name: str, small: int, long: int) -> int:
    """The size called `name`: what its variable says, else the long or the small one."""
    return int(os.environ.get(f"NESTED_{name}") or (long if LONG else small))
