# SPDX-License-Identifier: AGPL-3.0-or-later
"""What governance.tallies.told.choosing says, marked with gettext_noop; and what that family of counts refuses."""

SENTENCES: dict[str, str] = {}
REFUSALS: frozenset[str] = frozenset()
