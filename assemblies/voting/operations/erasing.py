# SPDX-License-Identifier: AGPL-3.0-or-later
"""Erasing: by order of a court, say, whoever runs the server takes a person's name from how they voted, and the record
says that it was done. The count stands; nobody can repeat it any more."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from assemblies import clock
from assemblies.people import operations as people
from assemblies.people.models import Person
from assemblies.record import operations as record
from assemblies.record import queries as recorded
from assemblies.record.models import Entry, Said
from assemblies.voting.models import Ballot, Carried, Vote
from assemblies.voting.waiting import HandEntry
from governance import ballots, entries, events
from governance.refusals import Refusal

ABOUT_VOTES = ("VoteCast", "VoteEntered", "EntryEnded")
"""Acts that seal who voted, or for whom somebody entered a vote."""


class NothingToErase(Refusal):
    code = "nothing_to_erase"


def erase_votes(*, ballot: Ballot, of: Iterable[Person], because: str) -> int:
    """Erase who these people are on a ballot that has closed: what their entries seal, and the link from the vote to
    them. The vote itself stays where it is counted, as nobody's. Returns how many entries were erased.

    Raises ballots.NotClosed where voting is open or its acts are not numbered yet, NothingToErase for who did not
    vote, and Refusal where no reason is given. Then nothing is erased, of nobody.
    """
    if not because.strip():
        raise Refusal(_("Say why this is erased."), code="no_reason", at="/because")
    with transaction.atomic():
        ballot = Ballot.objects.select_for_update().get(pk=ballot.pk)
        here, proposal = ballot.assembly, ballot.proposal.public_id
        if ballot.closed_at is None:
            raise ballots.NotClosed(_("Voting is open: a vote is erased once it has closed."))
        if Said.objects.filter(record=here.acts_record, subject=proposal).exists():
            raise ballots.NotClosed(_("Not all votes are numbered in the record yet. Try again in a moment."))
        erased = []
        for person in of:
            acts = _acts(ballot, person)
            voted = _part(ballot, person)
            if not acts and not voted:
                raise NothingToErase(_("%(name)s did not vote on this.") % {"name": person.name})
            erased += acts
        if erased:
            numbers = sorted(entry.number for entry in erased)
            for entry in erased:
                record.forget(entry.pk)
            event = events.VotesErased(
                proposal=proposal, ballot=ballot.public_id, acts=numbers, reason=because.strip()
            )
            record.say(here, event, at=clock.now())
    return len(erased)


def _acts(ballot: Ballot, person: Person) -> list[Entry]:
    """The acts about a person's vote on a ballot whose bodies are still there."""
    proposal, acts = ballot.proposal.public_id, ballot.assembly.acts_record
    rows = Entry.objects.filter(record=acts, subject=proposal, type__in=ABOUT_VOTES)
    mine = [row for row in rows if entries.read(bytes(row.leaf)).facts["ballot"] == ballot.public_id]
    bodies = recorded.bodies(row.pk for row in mine)
    return [row for row in mine if row.pk in bodies and bodies[row.pk].values["who"] == person.public_id]


def _part(ballot: Ballot, person: Person) -> bool:
    """Put somebody who is nobody in the place of a person wherever the tables have them on this ballot."""
    vote = Vote.objects.filter(ballot=ballot, voter=person).first()
    HandEntry.objects.filter(ballot=ballot, voter=person).delete()
    if vote is None:
        return False
    nobody = people.stand_in(name=_("Somebody whose name was erased"))
    Vote.objects.filter(pk=vote.pk).update(voter=nobody, reason="", mandate="")
    Carried.objects.filter(ballot=ballot, carrier=person).update(carrier=nobody)
    Carried.objects.filter(ballot=ballot, to=person).update(to=nobody)
    return True
