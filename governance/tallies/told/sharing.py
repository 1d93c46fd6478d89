# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences on sharing out a pot: which projects are funded."""

SENTENCES: dict[str, str] = {}
