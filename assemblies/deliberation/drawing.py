# SPDX-License-Identifier: AGPL-3.0-or-later
"""The conversation as a page shows it: each contribution drawn once, until something about it changes."""

from functools import cache

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from assemblies import pieces
from assemblies.deliberation.queries import Said
from assemblies.people.models import initials


def face(person: int) -> int:
    """The number of the colour that a person's round picture has, from their row."""
    return 1 if person % 2 == 0 else 3


def _door(name: str, public_id: str) -> str:
    """The path of a page about one contribution. Many are drawn at once, and the way to all of them is the same."""
    before, after = _doors(name)
    return before + public_id + after


@cache
def _doors(name: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=["0"]).rpartition("0")
    return before, after


def contribution(said: Said, *, proposer: int, may_hide: bool, reader: int | None = None) -> SafeString:
    """A contribution with its replies; `proposer` and `reader` are the rows of who raised the proposal and who reads.

    Without a reader it is drawn for everyone at once, as a live message is; 0 is a visitor who is not signed in.
    """
    replies = "".join(
        [contribution(r, proposer=proposer, may_hide=may_hide, reader=reader) for r in said.answers]
    )
    return pieces.piece(
        "deliberation/_contribution.html",
        id=said.public_id,
        face=face(said.author_id),
        initials=initials(said.name),
        name=said.name,
        home=said.home,
        by_proposer=said.author_id == proposer,
        kind=said.kind,
        at=said.at,
        moment=timezone.localtime(said.at).isoformat(),
        reply_at=_door("reply", said.public_id),
        hide_at=_door("hide", said.public_id),
        erase_at=_door("erase", said.public_id),
        is_hidden=said.is_hidden,
        hidden_because=said.hidden_because,
        is_erased=said.is_erased,
        may_erase=said.author_id == reader and not said.is_erased,
        # A live message is the same for everyone: its link stays out of sight until the author's own page shows it.
        perhaps="" if reader is not None or said.is_erased else said.author,
        # What writing.html cleaned before it was kept, and pieces that templates drew: nothing as it was typed.
        html=mark_safe(said.html),  # nosec B308 B703
        language=said.language,
        is_reply=said.reply_to_id is not None,
        may_hide=may_hide,
        replies=mark_safe(replies),  # nosec B308 B703
    )
