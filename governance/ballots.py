# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a ballot admits: who may vote on it, what they may choose, and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from math import ceil
from typing import ClassVar

from governance import franchises
from governance.refusals import Refusal

OPEN, SECRET = PROMISES = ("open", "secret")
"""Open: everyone of the assembly sees who chose what, once it has closed. Secret: others cannot see; who runs the
server could until it has closed. Source: domain.md, "Decision rules"."""
FEW = 5
"""Votes of which fewer, counted together, may give one of them away. Source: as above."""


class NoSuchPromise(Refusal):
    """A ballot would promise what the charter, or the way of deciding, does not allow."""

    code: ClassVar[str] = "no_such_secrecy"


def promise(wanted: str, allowed: Sequence[str], method: str, franchise: str = franchises.PEOPLE) -> str:
    """The promise of a ballot: the charter's usual one where nothing is wanted. Delegates vote openly, as they owe it
    to those they sit for. Raises NoSuchPromise."""
    if franchise == franchises.DELEGATES:
        if wanted == SECRET:
            raise NoSuchPromise("Delegates vote openly: they owe it to those they sit for.", at="/secrecy")
        return OPEN
    if method == "consent" and wanted != SECRET:
        wanted = OPEN
    found = wanted or allowed[0]
    if found not in PROMISES:
        raise NoSuchPromise("A ballot is open or secret.", at="/secrecy")
    if method == "consent" and found == SECRET:
        raise NoSuchPromise("Consent is asked openly: whoever objects has to be heard.", at="/secrecy")
    if found not in allowed and method != "consent":
        raise NoSuchPromise(
            "The charter does not allow this: its ballots are {allowed}.", at="/secrecy", allowed=allowed
        )
    return found


class NotOpen(Refusal):
    code: ClassVar[str] = "ballot_not_open"


class NotClosed(Refusal):
    code: ClassVar[str] = "ballot_not_closed"


class NotInFranchise(Refusal):
    code: ClassVar[str] = "not_in_franchise"


class Recovered(Refusal):
    code: ClassVar[str] = "recovered"


class OtherText(Refusal):
    code: ClassVar[str] = "other_text"


@dataclass(frozen=True)
class Ballot:
    """The facts of one ballot: when it opened and closes, and the digest of the text it asks about. `seated_by` is
    until when a home seat had to begin, None for by the opening."""

    opened_at: datetime
    closes_at: datetime
    closed: bool
    text_digest: str
    seated_by: datetime | None = None
    franchise: str = franchises.PEOPLE


def admit(
    ballot: Ballot,
    *,
    home_since: datetime | None,
    text_digest: str,
    now: datetime,
    recovered_at: datetime | None = None,
) -> None:
    """Admit a voter to a ballot, or refuse. What was chosen is looked at apart (governance.answers).

    `home_since` is the voter's home seat in the cover, or of a delegate the seat as such; None without one.

    `recovered_at` is when the account last got a password by a letter: whoever can read that letter, the one who
    runs the server among them, could vote with it, so it opens no ballot that was open already.
    """
    if ballot.closed or not ballot.opened_at <= now < ballot.closes_at:
        raise NotOpen("Voting is not open. Your vote was not recorded.")
    may_vote(ballot, home_since=home_since, recovered_at=recovered_at)
    if text_digest != ballot.text_digest:
        raise OtherText(
            "This vote answers another text than the one that is open. Read it again.", at="/text"
        )


def may_vote(ballot: Ballot, *, home_since: datetime | None, recovered_at: datetime | None = None) -> None:
    """Refuse whoever may not vote on a ballot, whatever they would choose; as in `admit`."""
    if home_since is None and ballot.franchise == franchises.DELEGATES:
        raise NotInFranchise("The delegates vote on this one, each for the place they sit for.")
    if home_since is None:
        raise NotInFranchise("Only people who live in this assembly's places vote here.")
    if ballot.seated_by is not None and home_since > ballot.seated_by:
        days = (ballot.opened_at - ballot.seated_by).days
        sentence = "Who votes here had a home seat {days} days before voting opened. Yours began later."
        raise NotInFranchise(sentence, days=days)
    if home_since > ballot.opened_at:
        if ballot.franchise == franchises.DELEGATES:
            raise NotInFranchise(
                "Your seat as a delegate began after voting opened, so you cannot vote on this one."
            )
        raise NotInFranchise("Your home seat here began after voting opened, so you cannot vote on this one.")
    if recovered_at is not None and recovered_at > ballot.opened_at:
        raise Recovered(
            "Your password was set by a letter after voting opened, so this account cannot vote on this one. "
            "A vote that it cast before stands."
        )


COUNTED = ("all", "affirmative")
"""Whom a quorum counts: all who take part, or those who say yes."""


def quorum_of(seats: int, share: Fraction) -> int:
    """How many must take part: the share of those who may vote, rounded up."""
    return ceil(seats * share)
