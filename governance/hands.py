# SPDX-License-Identifier: AGPL-3.0-or-later
"""Votes taken by hand: on paper or by phone, entered by two facilitators apart from each other, who have to agree."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from governance import ballots
from governance.refusals import Refusal

PAPER, PHONE = WAYS = ("paper", "phone")
LEAST, MOST = 5, 200
"""Papers in a bundle. Of fewer than five, whoever handed one in could guess the others'."""
SEALED = ("way", "entered", "confirmed")
"""What the entry of a vote taken by hand seals beside who voted: how it came, and the two who entered it."""


class NotByHand(Refusal):
    """What cannot be taken by hand so, whoever enters it."""

    code: ClassVar[str] = "not_by_hand"


class VotedHere(Refusal):
    """A vote of this person stands: the hand comes second to whoever voted here."""

    code: ClassVar[str] = "voted_here"


class NotInFranchise(ballots.NotInFranchise):
    """Said to the facilitator of somebody else."""


class OneFacilitator(Refusal):
    """Two entries by one person are one pair of eyes."""

    code: ClassVar[str] = "one_facilitator"


class OwnVote(Refusal):
    code: ClassVar[str] = "own_vote"


class BadBundle(Refusal):
    code: ClassVar[str] = "bad_bundle"


class CannotChange(Refusal):
    """A vote on a secret ballot that was taken by hand: nobody knows which of the papers is whose."""

    code: ClassVar[str] = "taken_by_hand"


def admit(secrecy: str, way: str, *, bundle: bool) -> None:
    """Admit a way of taking a vote on a ballot: one by one on an open ballot, papers in a bundle on a secret one."""
    if way not in WAYS:
        raise NotByHand("A vote is taken by hand on paper or by phone.", at="/way")
    if secrecy == ballots.SECRET and way == PHONE:
        raise NotByHand(
            "This ballot is secret, and a vote by phone cannot be kept so: whoever takes the call hears it.",
            code="no_phone",
            at="/way",
        )
    if secrecy == ballots.SECRET and not bundle:
        raise NotByHand(
            "This ballot is secret: its papers are entered as a bundle, names and choices apart.",
            code="only_bundles",
        )
    if bundle and secrecy != ballots.SECRET:
        raise NotByHand("This ballot is open: each vote is entered for the person who gave it.")


def entering(by: str, voters: Sequence[str], first: str | None = None) -> None:
    """Admit a facilitator to enter votes of these people; `first` is who entered them before. All are ids."""
    if by in voters:
        raise OwnVote("Nobody enters their own vote by hand. Vote here yourself.")
    if first == by:
        raise OneFacilitator("You have entered this already. Another facilitator has to enter it too.")


def may_take(*, lives: bool = True, votes: Sequence[str] = ()) -> None:
    """Refuse what is entered for somebody who may not vote on the ballot, or for people whose vote stands there:
    `votes` are their names."""
    if not lives:
        raise NotInFranchise("This person cannot vote on this ballot.", at="/voter")
    if len(votes) == 1:
        raise VotedHere(
            "A vote of {name} is recorded on this ballot, so none is entered by hand.", name=votes[0]
        )
    if votes:
        raise VotedHere(
            "Votes of {names} are recorded on this ballot, so none are entered by hand.", names=tuple(votes)
        )


def once(waiting: Sequence[str]) -> None:
    """Refuse a bundle with people who stand in another one that waits; `waiting` are their names."""
    if waiting:
        raise BadBundle(
            "{names} stand in another bundle already, which waits for a second facilitator.",
            code="bundled_already",
            at="/people",
            names=tuple(waiting),
        )


def bundle(people: Sequence[str], papers: int) -> None:
    """Admit a bundle: as many papers as people who handed one in, each of them once, and enough of them."""
    if len(set(people)) != len(people):
        raise BadBundle("Somebody stands twice among those who handed in a paper.", at="/people")
    if len(people) != papers:
        sentence = (
            "{people} people handed in a paper, and there are {papers} papers. The two have to be the same."
        )
        raise BadBundle(sentence, code="not_as_many", at="/papers", people=len(people), papers=papers)
    if papers < LEAST:
        sentence = "A bundle has at least {least} papers: fewer would give votes away."
        raise BadBundle(sentence, code="too_few", at="/papers", least=LEAST)
    if papers > MOST:
        sentence = "A bundle has at most {most} papers. Make two of it."
        raise BadBundle(sentence, code="too_many", at="/papers", most=MOST)


def may_change(way: str) -> None:
    """Refuse to change a vote on a secret ballot that was taken by hand; `way` is "" for one that was not."""
    if way:
        raise CannotChange(
            "Your vote was taken by hand. This ballot is secret and nobody knows which paper is yours, so it"
            " cannot be changed."
        )


def one_place(places: Sequence[object]) -> None:
    """Where places count too, the papers of a bundle are of one place: nobody knows which of them is whose."""
    if len(set(places)) > 1:
        raise BadBundle(
            "Places count on this ballot, so the papers of a bundle all come from one place.",
            code="several_places",
            at="/people",
        )


def agree(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether two entries say the same. Spaces and capitals in a reason that was written down are not looked at."""
    return [_plain(one) for one in first] == [_plain(one) for one in second]


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def checked(votes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Of the opened votes of an export, in the order of the record: a sentence on those taken by hand, if any were.

    Yields nothing else; raises OneFacilitator where one does not name two people apart from its voter.
    """
    taken = [vote for vote in votes if SEALED[0] in vote]
    for vote in taken:
        if vote["way"] not in WAYS or len({vote["who"], vote["entered"], vote["confirmed"]}) < 3:
            sentence = "Vote {number} was taken by hand and does not name two others who entered it."
            raise OneFacilitator(sentence, number=vote["number"])
    standing = {vote["who"]: vote for vote in votes if "who" in vote}
    stand = sum(SEALED[0] in vote for vote in standing.values())
    if taken:
        yield (
            f"{stand} of the votes that stand were taken by hand, {len(taken)} in all, each entered by two people"
            " who are not the voter."
        )
