# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bundles: papers of a secret ballot taken by hand, names and choices apart, entered by two facilitators."""

import json
import random
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.http import Http404

from assemblies import clock, ids
from assemblies.people.models import Person
from assemblies.registry import queries as registry
from assemblies.voting.models import Ballot
from assemblies.voting.operations import casting, taking
from assemblies.voting.waiting import DIFFERED, VOTED, WAITING, HandBundle, HandEntry
from governance import answers, hands, powers
from governance.powers import Power
from governance.tallies.questions import ABSTAIN

CHANCE = random.SystemRandom()


class Papers(NamedTuple):
    """Papers that say the same: the choice, as the shell's `tally` takes it, and how many."""

    choice: Any
    number: int


class Bundled(NamedTuple):
    """What became of a bundle, as of `taking.Taken`, and its public id while it is one; `people` are those who had
    voted here, where that ended it."""

    state: str
    bundle: str = ""
    people: tuple[str, ...] = ()


class _Sent(NamedTuple):
    """A bundle as one facilitator enters it, held against the law."""

    ballot: Ballot
    people: Sequence[Person]
    papers: tuple[tuple[str, int], ...]
    by: Person
    at: datetime
    voted: tuple[str, ...]

    @property
    def written(self) -> str:
        return json.dumps(self.papers, ensure_ascii=False)


def take_bundle(
    *,
    ballot: Ballot,
    people: Sequence[Person],
    papers: Iterable[Papers],
    by: Person,
    text_digest: str,
    confirms: str = "",
) -> Bundled:
    """Enter who handed in a paper on a secret ballot and, apart, what the papers say. `confirms` is the public id of
    the bundle that another facilitator entered: if both say the same these are votes, and nobody knows whose is which.

    Sent again by the same facilitator it is the same bundle. Raises NoPower, Http404 and the refusals of
    governance.hands, ballots and answers.
    """
    powers.require(Power.TAKE_VOTES, registry.standing(by, ballot.assembly))
    hands.admit(ballot.secrecy, hands.PAPER, bundle=True)
    said = Counter[str]()
    for one in papers:
        said[answers.admit(ballot.method, ballot.asks.asked(), one.choice)] += one.number
    voters = [person.public_id for person in people]
    hands.entering(by.public_id, voters)
    hands.bundle(voters, said.total())
    counted = tuple(sorted(said.items()))
    while True:
        try:
            with transaction.atomic():
                sent = _sent(ballot, people, counted, by, text_digest)
                done, keys = _second(sent, confirms) if confirms else (_first(sent), [])
            return done or _votes(sent, confirms, keys, text_digest)
        except IntegrityError as error:  # somebody of it was entered in another bundle at the same moment
            if "one_entry_a_voter" not in str(error):
                raise


def _sent(
    ballot: Ballot, people: Sequence[Person], papers: tuple[tuple[str, int], ...], by: Person, digest: str
) -> _Sent:
    """Everyone held against the law, under the ballot's lock. Raises what `cast_vote` raises."""
    # Nobody chose to abstain: what a vote chose is looked at apart from who may vote.
    votes = [taking.admitted(ballot, one, casting.Given(ABSTAIN, "", digest)) for one in people]
    hands.one_place([vote.place for vote in votes])
    voted = tuple(one.name for one, vote in zip(people, votes, strict=True) if vote.again)
    return _Sent(ballot, people, papers, by, max(vote.at for vote in votes), voted)


def _first(sent: _Sent) -> Bundled:
    hands.may_take(votes=sent.voted)
    mine = _the_same(sent)
    if mine:
        return Bundled(WAITING, mine)
    waiting = HandEntry.objects.filter(ballot=sent.ballot, voter__in=sent.people)
    hands.once(list(waiting.filter(state=WAITING).values_list("voter__name", flat=True)))
    waiting.delete()
    # The papers go without their values on the line, so that a statement that failed leaves no choice in a log.
    public_id = ids.fresh()
    casting.unlogged(
        "INSERT INTO voting_handbundle (public_id, ballot_id, by_id, papers, at, state)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        [public_id, sent.ballot.pk, sent.by.pk, sent.written, sent.at, WAITING],
    )
    bundle = HandBundle.objects.defer("papers").get(public_id=public_id)
    for one in sent.people:
        HandEntry.objects.create(
            ballot=sent.ballot, voter=one, by=sent.by, bundle=bundle, way=hands.PAPER, at=sent.at
        )
        taking.entered(sent.ballot, one, sent.by, hands.PAPER, sent.at)
    return Bundled(WAITING, public_id)


def _the_same(sent: _Sent) -> str:
    """The public id of the very same bundle by the same facilitator, where it waits already; else ""."""
    mine = HandBundle.objects.filter(
        ballot=sent.ballot, by=sent.by, state=WAITING, entries__voter=sent.people[0]
    )
    found = mine.first()
    return found.public_id if found and _agree(found, sent) else ""


def _agree(bundle: HandBundle, sent: _Sent) -> bool:
    names = set(bundle.entries.values_list("voter_id", flat=True))
    return names == {one.pk for one in sent.people} and bundle.papers == sent.written


def _second(sent: _Sent, confirms: str) -> tuple[Bundled | None, list[uuid.UUID]]:
    """Hold the second entry against the first; where both agree, put the choices apart and give their keys."""
    bundle = locked(sent.ballot, confirms)
    if bundle.by_id == sent.by.pk and _agree(bundle, sent):
        return Bundled(WAITING, confirms), []
    hands.entering(sent.by.public_id, [], bundle.by.public_id)
    if sent.voted:
        return end(bundle, VOTED, sent), []
    if not _agree(bundle, sent):
        return end(bundle, DIFFERED, sent), []
    choices = [choice for choice, number in sent.papers for _ in range(number)]
    CHANCE.shuffle(choices)
    return None, [casting.put_apart(sent.ballot.pk, choice) for choice in choices]


def locked(ballot: Ballot, public_id: str) -> HandBundle:
    """A bundle that waits, until the transaction ends. Raises Http404 where it waits no more."""
    found = HandBundle.objects.select_for_update(of=["self"]).select_related("by")
    bundle = found.filter(ballot=ballot, public_id=public_id, state=WAITING).first()
    if bundle is None:
        raise Http404
    return bundle


class _VotedMeanwhile(Exception):
    """One of the people voted here since the two entries were held against each other."""


def _votes(sent: _Sent, confirms: str, keys: list[uuid.UUID], digest: str) -> Bundled:
    """Write the votes in a transaction of their own, each with one of the keys, whichever comes."""
    try:
        with transaction.atomic():
            bundle = locked(sent.ballot, confirms)
            _cast(sent, bundle, keys, digest)
            bundle.delete()
    except _VotedMeanwhile:
        with transaction.atomic():
            again = _sent(sent.ballot, sent.people, sent.papers, sent.by, digest)
            return end(locked(sent.ballot, confirms), VOTED, again)
    return Bundled(taking.AGREED)


def _cast(sent: _Sent, bundle: HandBundle, keys: list[uuid.UUID], digest: str) -> None:
    hand = casting.Hand(hands.PAPER, bundle.by, sent.by)
    people = list(sent.people)
    CHANCE.shuffle(people)
    CHANCE.shuffle(keys)
    for one, key in zip(people, keys, strict=True):
        vote = taking.admitted(sent.ballot, one, casting.Given(ABSTAIN, "", digest))
        if vote.again or not casting.write(vote, sent.ballot.public_id, one, apart=key, hand=hand):
            raise _VotedMeanwhile


def end(bundle: HandBundle, state: str, sent: _Sent) -> Bundled:
    """End a bundle that waits: what its papers said is forgotten, and who handed one in is said to be free again."""
    HandBundle.objects.filter(pk=bundle.pk).update(state=state, papers="", second=sent.by)
    entries = HandEntry.objects.filter(bundle=bundle).select_related("voter").order_by("pk")
    for entry in entries:
        entry.ballot = sent.ballot
    taking.end(list(entries), state, sent.by, sent.at)
    return Bundled(state, people=sent.voted)


def withdraw_bundle(*, ballot: Ballot, bundle: str, by: Person) -> None:
    """Withdraw a bundle of one's own that waits. Raises Http404 where there is none."""
    powers.require(Power.TAKE_VOTES, registry.standing(by, ballot.assembly))
    with transaction.atomic():
        found = locked(ballot, bundle)
        if found.by_id != by.pk:
            raise Http404
        for entry in found.entries.select_related("voter").order_by("pk"):
            entry.ballot = ballot
            taking.ended(entry, "withdrawn", by, clock.now())
        found.delete()
