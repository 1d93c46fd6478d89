# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences on choosing among options by one mark each: plurality, approval, score, dots, and consent."""

SENTENCES: dict[str, str] = {}
