# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is done with records, by what it is for; called as `operations.<verb>` whichever module it is in."""

from assemblies.record.operations.holding import check_secret, hold_secret
from assemblies.record.operations.saying import Pair, begin, forget, new_records, say, say_with
from assemblies.record.operations.sealing import seal, seal_all

__all__ = [
    "Pair",
    "begin",
    "check_secret",
    "forget",
    "hold_secret",
    "new_records",
    "say",
    "say_with",
    "seal",
    "seal_all",
]
