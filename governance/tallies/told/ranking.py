# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences on rankings of which one option wins: Schulze, ranked pairs, instant run-off."""

SENTENCES: dict[str, str] = {}
