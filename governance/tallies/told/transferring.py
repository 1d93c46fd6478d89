# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences on votes that are transferred: who is elected by the single transferable vote."""

SENTENCES: dict[str, str] = {}
