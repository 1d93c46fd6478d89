# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where an assembly stands in its network: scales are data, the four places in the nesting are law."""

from enum import StrEnum


class Place(StrEnum):
    """Where an assembly sits in the nesting, whatever its network calls its scales."""

    BASE = "base"
    BETWEEN = "between"
    TOP = "top"
    OVERLAY = "overlay"


def place_of(*, overlay: bool, has_parent: bool, has_children: bool) -> Place:
    """Say which place an assembly takes; one that stands alone is a base, for people live in it."""
    if overlay:
        return Place.OVERLAY
    if not has_children:
        return Place.BASE
    return Place.BETWEEN if has_parent else Place.TOP
