# SPDX-License-Identifier: AGPL-3.0-or-later
"""The conversation as a page shows it: each contribution drawn once, until something about it changes."""

from collections.abc import Iterable

from django.utils.safestring import SafeString, mark_safe

from assemblies import pieces
from assemblies.deliberation.models import Contribution


def contribution(c: Contribution, *, proposer: int, may_hide: bool) -> SafeString:
    """A contribution with its replies; `proposer` is the row of who raised the proposal.

    Of a hidden one the words are not even given to the template.
    """
    replies = "".join(contribution(r, proposer=proposer, may_hide=may_hide) for r in _answers(c))
    return pieces.piece(
        "deliberation/_contribution.html",
        id=c.public_id,
        face=1 if c.author_id % 2 == 0 else 3,
        initials=c.author.initials,
        name=c.author.name,
        home=c.home.name if c.home else "",
        by_proposer=c.author_id == proposer,
        kind=c.kind,
        at=c.at,
        is_hidden=c.hidden_at is not None,
        hidden_because=c.hidden_because,
        # What writing.html sanitised before it was kept, and pieces that templates drew: nothing as it was typed.
        html=mark_safe("" if c.hidden_at else c.html),  # nosec B308 B703
        language=c.language,
        is_reply=c.reply_to_id is not None,
        may_hide=may_hide,
        replies=mark_safe(replies),  # nosec B308 B703
    )


def _answers(c: Contribution) -> Iterable[Contribution]:
    """Replies are one deep; those at hand from a thread are not asked for again."""
    known: Iterable[Contribution] | None = () if c.reply_to_id else getattr(c, "answers", None)
    return c.replies.all() if known is None else known
