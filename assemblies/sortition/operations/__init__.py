# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is done with draws, by what it is for; called as `operations.<verb>` whichever module it is in."""

from assemblies.sortition.operations.answering import NotDrawn, answer
from assemblies.sortition.operations.calling import BadCall, NotOpen, announce, step_back, step_forward
from assemblies.sortition.operations.drawing import close_due, draw_due
from assemblies.sortition.operations.searching import search_next

__all__ = [
    "BadCall",
    "NotDrawn",
    "NotOpen",
    "announce",
    "answer",
    "close_due",
    "draw_due",
    "search_next",
    "step_back",
    "step_forward",
]
