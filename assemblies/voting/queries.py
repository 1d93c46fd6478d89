# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ballots, turnout, one's own vote, and decisions, as they stand. Never a count before the close."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Count, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, TruncHour
from django.http import Http404
from django.shortcuts import get_object_or_404

from assemblies.people.models import Person
from assemblies.prepared import Given, Prepared
from assemblies.proposals.models import Proposal
from assemblies.registry import queries as registry
from assemblies.registry.models import Assembly, Seat
from assemblies.voting import turnouts
from assemblies.voting.models import APART, Ballot, Carried, ChoiceCounted, Decision, Vote
from governance import answers, ballots, franchises, hands
from governance.answers import YES_OR_NO as CHOICES
from governance.refusals import Refusal

WITH = (
    "proposal__author",
    "proposal__network",
    "hearing__charter",
    "assembly__network",
    "assembly__public_record",
    "assembly__acts_record",
)


def ballot(public_id: str) -> Ballot:
    """One ballot with its proposal and assembly. Raises Http404."""
    return get_object_or_404(Ballot.objects.select_related(*WITH), public_id=public_id)


def latest_ballot(of: Proposal) -> Ballot | None:
    return Ballot.objects.select_related(*WITH).filter(proposal=of).order_by("-opened_at").first()


OPEN = Prepared(lambda: Ballot.objects.filter(proposal=Given("proposal"), closed_at=None).order_by("pk"))


def open_ballot(of: Proposal) -> Ballot | None:
    """The ballot that is open on a proposal now, with the proposal and assembly at hand."""
    found = OPEN.first(proposal=of.pk)
    if found is not None:
        found.proposal, found.assembly = of, of.assembly
    return found


class AtHome(Func):
    """Whether a person has been at home in a ballot's cover since it opened, without a break; moves inside count not."""

    template = "EXISTS (SELECT 1 FROM registry_home_at(%(expressions)s))"
    output_field = BooleanField()


def sits_as_delegate(person: Person) -> Exists:
    """Whether a person sits as a delegate in a ballot's assembly, since it opened at the latest."""
    seats = Seat.objects.filter(person=person, office="delegate", until=None, assembly=OuterRef("assembly"))
    return Exists(seats.filter(since__lte=Coalesce(OuterRef("seated_by"), OuterRef("opened_at"))))


def open_ballots_for(person: Person) -> QuerySet[Ballot]:
    """Open ballots in whose cover a person has lived for as long as they ask for, since the opening at the latest."""
    at_home = AtHome(Value(person.pk), F("assembly_id"), Coalesce("seated_by", "opened_at"))
    return (
        Ballot.objects.filter(
            Q(~Q(franchise=franchises.DELEGATES), at_home)
            | Q(sits_as_delegate(person), franchise=franchises.DELEGATES),
            closed_at=None,
        )
        .select_related("proposal", "assembly__network")
        .order_by("closes_at")
    )


def vote_of(ballot: Ballot, person: Person | None) -> Vote | None:
    """A person's own vote on a ballot: for themselves only."""
    return Vote.objects.filter(ballot=ballot, voter=person).first() if person else None


HOME = """
SELECT CASE WHEN %(delegates)s THEN
    (SELECT d.since FROM registry_seat d JOIN registry_seat s ON s.person_id = d.person_id AND s.home AND s.until IS NULL
       JOIN registry_closure c ON c.descendant_id = s.assembly_id AND c.ancestor_id = %(here)s
      WHERE d.person_id = %(person)s AND d.assembly_id = %(here)s AND d.office = 'delegate' AND d.until IS NULL
        AND EXISTS (SELECT 1 FROM registry_home_at(%(person)s, %(here)s, %(begun)s)))
  ELSE coalesce(
    (SELECT since FROM registry_home_at(%(person)s, %(here)s, %(opened)s)),
    (SELECT s.since FROM registry_seat s
       JOIN registry_closure c ON c.descendant_id = s.assembly_id AND c.ancestor_id = %(here)s
      WHERE s.person_id = %(person)s AND s.home AND s.until IS NULL)) END
"""


def barred(ballot: Ballot, person: Person) -> Refusal | None:
    """What a vote of this person on an open ballot would be refused for, whatever they chose; None for nothing."""
    given: dict[str, Any] = {"person": person.pk, "here": ballot.assembly_id, "opened": ballot.since_when}
    given |= {"begun": ballot.opened_at, "delegates": ballot.franchise == franchises.DELEGATES}
    with connection.cursor() as cursor:
        cursor.execute(HOME, given)
        (since,) = cursor.fetchone()
    law = ballots.Ballot(
        ballot.opened_at,
        ballot.closes_at,
        ballot.closed_at is not None,
        ballot.text_digest,
        ballot.seated_by,
        ballot.franchise,
    )
    try:
        ballots.may_vote(
            law, home_since=since if person.is_active else None, recovered_at=person.recovered_at
        )
        if ballot.secrecy == ballots.SECRET:
            hands.may_change(getattr(vote_of(ballot, person), "by_hand", ""))
    except Refusal as no:
        return no
    return None


def sits_for(ballot: Ballot, person: Person) -> Assembly | None:
    """The place that a delegate votes for on a ballot: where they lived when it opened."""
    with connection.cursor() as cursor:
        cursor.execute(LIVED, [person.pk, ballot.assembly_id, ballot.opened_at])
        found = cursor.fetchone()
    inside = registry.children(ballot.assembly).filter(contains__descendant=found[0]) if found else None
    return inside.order_by("name").first() if inside is not None else None


LIVED = "SELECT assembly_id FROM registry_home_at(%s, %s, %s)"


def turnout(ballot: Ballot) -> int:
    """How many have voted so far; how they chose is told to nobody before the close."""
    return Vote.objects.filter(ballot=ballot).count()


CAST = """
SELECT a.public_id, count(*) FROM voting_vote v LEFT JOIN registry_assembly a ON a.id = v.place_id
 WHERE v.ballot_id = %s GROUP BY 1
"""


def turnout_now(ballot: Ballot) -> dict[str, Any]:
    """The turnout as pages show it (`turnouts.shown`), by each child of the deciding assembly; at a base place by none."""
    with connection.cursor() as cursor:
        cursor.execute(CAST, [ballot.pk])
        cast = dict(cursor.fetchall())
    children = Assembly.objects.filter(public_id__in=ballot.seats_by_place).order_by("name")
    return turnouts.shown(ballot, children if ballot.seats_by_place else (), sum(cast.values()), cast)


def choices(ballot: Ballot, at_once: int = 5_000) -> Iterator[tuple[str, int]]:
    """(choice as it is kept, votes), each choice once, those that were carried with those cast. Fetched by so many at
    a time. Only for the close and after it."""
    carried: dict[str, int] = dict(_lent(ballot).values_list("choice").annotate(n=Count("pk")))
    found: QuerySet[Any, Any] = _chosen(ballot).values_list("choice").annotate(n=Count("pk"))
    for choice, n in found.order_by("choice").iterator(chunk_size=at_once):
        yield choice, n + carried.get(choice, 0)


def _lent(ballot: Ballot) -> QuerySet[Any, Any]:
    """Votes that were carried, each with the choice of whoever carried it."""
    mine = Vote.objects.filter(ballot=OuterRef("ballot"), voter=OuterRef("carrier")).values("choice")
    kept = Carried.objects.filter(ballot=ballot) if ballot.carries else Carried.objects.none()
    return kept.exclude(carrier=None).annotate(choice=Subquery(mine)).order_by()


def _chosen(ballot: Ballot) -> QuerySet[Any, Any]:
    """The rows that hold what was chosen: votes, or the choices of a secret ballot, which are by nobody."""
    kind: type[Vote | ChoiceCounted] = ChoiceCounted if ballot.secrecy == ballots.SECRET else Vote
    return kind.objects.filter(ballot=ballot)


def counts(ballot: Ballot) -> dict[str, int]:
    """Word → votes, of a question of yes or no. Only for the close, and for pages of a closed ballot."""
    found = dict(choices(ballot))
    return {choice: found.get(choice, 0) for choice in answers.words_of(ballot.method)}


def counts_by_place(ballot: Ballot) -> dict[str, dict[str, int]]:
    """Child's public id → choice → votes, every child of the ballot included."""
    found: dict[str, dict[str, int]] = {key: dict.fromkeys(CHOICES, 0) for key in ballot.seats_by_place}
    rows = _chosen(ballot).values_list("place__public_id", "choice").annotate(n=Count("pk")).order_by()
    carried = _lent(ballot).values_list("place__public_id", "choice").annotate(n=Count("pk"))
    for place, choice, n in (*rows, *carried):
        found.setdefault(place, dict.fromkeys(CHOICES, 0))[choice] += n
    return found


def choices_by_place(ballot: Ballot) -> list[tuple[str, str, int]]:
    """(child's public id, choice as it is kept, votes), of delegates. Only for the close and after it."""
    rows = _chosen(ballot).values_list("place__public_id", "choice").annotate(n=Count("pk"))
    return list(rows.order_by("place__public_id", "choice"))


def votes_by_hour(ballot: Ballot) -> list[tuple[datetime, int]]:
    """How many (standing) votes were cast in each hour, for the picture of turnout."""
    rows = Vote.objects.filter(ballot=ballot).annotate(hour=TruncHour("cast_at")).values_list("hour")
    return list(rows.annotate(n=Count("pk")).order_by("hour"))


def votes(ballot: Ballot) -> QuerySet[Vote]:
    """Who chose what: readable once an open ballot has closed. Raises Http404 before, and of a secret one always."""
    if ballot.closed_at is None or ballot.secrecy == ballots.SECRET:
        raise Http404
    return Vote.objects.filter(ballot=ballot).select_related("voter", "place").order_by("voter__name", "pk")


DECISION = Prepared(
    lambda: (
        Decision.objects.select_related("ballot", "assembly__network")
        .defer("assembly__boundary")
        .filter(proposal=Given("proposal"))
        .order_by("-at")[:1]
    )
)


def decision_of(of: Proposal) -> Decision | None:
    return DECISION.first(proposal=of.pk)


def outcome_of(ballot: Ballot) -> Decision:
    """What a ballot came to: its decision or, where it decided nothing, what would stand in one; that is not kept.

    Raises Http404 where it is open, or closed before rounds were recorded.
    """
    found = Decision.objects.select_related("ballot", "proposal", "assembly").filter(ballot=ballot).first()
    if found is not None:
        return found
    if ballot.closed_at is None or ballot.tally is None or ballot.ended_entry is None:
        raise Http404
    said = {"outcome": ballot.tally["outcome"], "tally": ballot.tally, "because": ballot.tally["because"]}
    about = {"ballot": ballot, "proposal": ballot.proposal, "assembly": ballot.assembly}
    return Decision(**about, **said, at=ballot.closed_at, entry_id=ballot.ended_entry)


def closed_ballot(of: Proposal, public_id: str = "") -> Ballot | None:
    """The latest ballot on a proposal that has closed, or the one with this public id."""
    rows = Ballot.objects.select_related(*WITH).filter(proposal=of, closed_at__isnull=False)
    rows = rows.filter(public_id=public_id) if public_id else rows
    return rows.order_by("-opened_at").first()


def decisions_of(here: Assembly) -> QuerySet[Decision]:
    """Decisions an assembly has made, latest first."""
    return Decision.objects.filter(assembly=here).select_related("proposal", "ballot").order_by("-at")


def decisions_told_to(here: Assembly) -> QuerySet[Decision]:
    """Decisions on proposals whose journey touched this assembly, whoever decided."""
    return (
        Decision.objects.filter(proposal__hearings__assembly=here)
        .select_related("proposal", "ballot", "assembly__network")
        .distinct()
        .order_by("-at")
    )


def question(ballot: Ballot) -> dict[str, Any]:
    """What the law is asked to count, without the votes: the shell's `tally` input, fixed on opening."""
    asked: dict[str, Any] = {"method": ballot.method, "seats": ballot.all_weight, "rule": ballot.rule}
    asked |= ballot.asks.asked()
    if ballot.method == "double-majority":
        asked["assembly_weights"] = ballot.voters.weights or dict.fromkeys(ballot.seats_by_place, "1")
    return asked


def votes_by(person: Person) -> QuerySet[Vote]:
    """A person's own votes, latest first, without the choices: for themselves only."""
    own = Vote.objects.filter(voter=person).defer("choice")
    return own.select_related("ballot__proposal", "ballot__assembly__network").order_by("-cast_at")


def own_choice(vote: Vote) -> Any:
    """What a person chose, for that person; None of a secret ballot, where it is told to nobody."""
    return None if vote.choice == APART else answers.kept(vote.ballot.method, vote.choice)


def objections(ballot: int) -> list[Vote]:
    """The objections of a round that has closed, by the ballot's row id, each with its reason."""
    found = Vote.objects.filter(ballot=ballot, ballot__closed_at__isnull=False, choice="object")
    return list(found.select_related("voter").order_by("cast_at"))
