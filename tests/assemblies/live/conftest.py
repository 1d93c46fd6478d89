# SPDX-License-Identifier: AGPL-3.0-or-later
"""The live room is met through a socket, on a server that really runs."""

from tests.running import instance

__all__ = ["instance"]
