# SPDX-License-Identifier: AGPL-3.0-or-later
"""Votes taken by hand, as they stand: how many, whose, what waits for a second entry, and who may be entered at all."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.utils.translation import gettext as _

from assemblies.people.models import Person
from assemblies.registry.models import Seat
from assemblies.voting import queries
from assemblies.voting.models import Ballot, Vote
from assemblies.voting.waiting import LAPSED, WAITING, HandBundle, HandEntry
from governance import franchises, hands


def number(ballot: Ballot) -> int:
    """How many of the votes that stand were taken by hand."""
    return Vote.objects.filter(ballot=ballot).exclude(by_hand="").count()


def unagreed(ballot: Ballot) -> int:
    """For how many people something was entered by hand that had no second entry when the ballot closed."""
    return HandEntry.objects.filter(ballot=ballot, state=LAPSED).count()


def named(votes: QuerySet[Vote]) -> QuerySet[Vote]:
    """Votes with the facilitators who entered them, where they were taken by hand."""
    return votes.select_related("entered_by", "confirmed_by")


def told(vote: Vote | None) -> str:
    """To the voter: how the vote was taken and by whom; "" where it was cast here."""
    if vote is None or not vote.by_hand or vote.entered_by is None or vote.confirmed_by is None:
        return ""
    words = (
        _("Your vote was taken by hand, by phone, entered by %(first)s and %(second)s.")
        if vote.by_hand == hands.PHONE
        else _("Your vote was taken by hand, on paper, entered by %(first)s and %(second)s.")
    )
    return words % {"first": vote.entered_by.name, "second": vote.confirmed_by.name}


def people(ballot: Ballot, words: str = "") -> QuerySet[Person]:
    """Who may vote on a ballot, by name, each with `home_name`; with these words in their name. Whether they have
    voted is not told."""
    sits = Seat.objects.filter(
        person=OuterRef("pk"), assembly=ballot.assembly_id, office="delegate", until=None
    )
    at_home = queries.AtHome(F("pk"), Value(ballot.assembly_id), Value(ballot.since_when))
    long_enough = (
        Q(Exists(sits.filter(since__lte=ballot.since_when)))
        if ballot.franchise == franchises.DELEGATES
        else Q(seats__since__lte=ballot.since_when) | Q(at_home)
    )
    rows = Person.objects.filter(  # in one call, for all of it is asked of one seat
        long_enough,
        is_active=True,
        seats__home=True,
        seats__until=None,
        seats__assembly__contained_in__ancestor=ballot.assembly_id,
    ).annotate(home_name=F("seats__assembly__name"))
    found = rows.filter(name__icontains=words) if words else rows
    return found.order_by("name", "public_id")


def named_apart(rows: Iterable[Person], ballot: Ballot) -> list[tuple[Person, str]]:
    """People with what tells them from others of their name: where they live, or if that is the same their id."""
    found = list(rows)
    same = Counter((one.name, one.home_name) for one in found)  # type: ignore[attr-defined]
    told = []
    for one in found:
        home = one.home_name if one.home_name != ballot.assembly.name else ""  # type: ignore[attr-defined]
        twin = same[one.name, one.home_name] > 1  # type: ignore[attr-defined]
        told.append((one, " · ".join(filter(None, (home, one.public_id if twin else "")))))
    return told


def entry(ballot: Ballot, voter: Person) -> HandEntry | None:
    """What was entered by hand for one person and is no vote, without what it says."""
    return entries(ballot).filter(voter=voter).first()


def entries(ballot: Ballot) -> QuerySet[HandEntry]:
    """Single entries that are no votes, the latest first, without what they say."""
    rows = HandEntry.objects.filter(ballot=ballot, bundle=None).defer("choice", "reason")
    return rows.select_related("voter", "by", "second").order_by("-at", "-pk")


@dataclass(frozen=True)
class Bundle:
    """A bundle that is no vote. `people` are those who handed in a paper, for whoever entered it and where it came to
    nothing; None while another facilitator is to enter it without having seen it."""

    public_id: str
    by: Person
    second: Person | None
    at: Any
    state: str
    people: list[Person] | None


def bundles(ballot: Ballot, person: Person | None) -> list[Bundle]:
    """Bundles that are no votes, the latest first, as one facilitator may see them."""
    rows = HandBundle.objects.filter(ballot=ballot, entries__isnull=False).distinct().defer("papers")
    found = rows.select_related("by", "second").prefetch_related("entries__voter").order_by("-at", "-pk")
    return [_shown(row, person) for row in found]


def _shown(row: HandBundle, person: Person | None) -> Bundle:
    blind = row.state == WAITING and (person is None or row.by_id != person.pk)
    names = None if blind else sorted((one.voter for one in row.entries.all()), key=lambda one: one.name)
    return Bundle(row.public_id, row.by, row.second, row.at, row.state, names)


def waiting_bundle(ballot: Ballot, public_id: str) -> HandBundle | None:
    """A bundle that waits for its second entry, without what its papers say."""
    rows = HandBundle.objects.filter(ballot=ballot, public_id=public_id, state=WAITING).defer("papers")
    return rows.select_related("by").first()


def voters(ballot: Ballot, public_ids: Iterable[str]) -> list[Person]:
    """People of the franchise by public id, by name; whoever is none of them is left out."""
    return list(people(ballot).filter(public_id__in=list(public_ids)[: hands.MOST + 1]))
