# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this instance keeps about one person, of every room: what they get as a file, on a page or by program."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from assemblies.deliberation.models import Contribution
from assemblies.people import queries as people
from assemblies.people.models import Person
from assemblies.proposals.models import Backing, Claim, Proposal, Second
from assemblies.registry.models import Seat
from assemblies.registry.pages.seats import Own
from assemblies.sortition.models import Volunteer
from assemblies.voting import queries as voting
from assemblies.voting.models import Delegation, Vote


class MyData(Own):
    """What this instance keeps about the person asking, as a file."""

    def get(self, request: HttpRequest) -> HttpResponse:
        response = JsonResponse(about(self.me), json_dumps_params={"ensure_ascii": False, "indent": 2})
        response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
        response.headers["Cache-Control"] = "no-store"
        return response


def about(me: Person) -> dict[str, Any]:
    """The account, seats and tokens of one person, and all that they wrote, seconded and chose, as plain data.

    Names and texts are as they are kept; times are ISO 8601. What was erased is there without its text.
    """
    return {
        "id": me.public_id,
        "name": me.name,
        "email": me.email,
        "language": me.language,
        "joined_at": me.joined_at.isoformat(),
        "seats": [
            _seat(row) for row in Seat.objects.filter(person=me).select_related("assembly").order_by("since")
        ],
        "tokens": [{"label": row.label, "made_at": row.made_at.isoformat()} for row in people.tokens_of(me)],
        "proposals": [_proposal(row) for row in Proposal.objects.filter(author=me).order_by("made_at")],
        "seconded": [
            {"proposal": row.proposal.public_id, "at": row.at.isoformat()}
            for row in Second.objects.filter(person=me).select_related("proposal").order_by("at")
        ],
        "claims": [
            _claim(row)
            for row in Claim.objects.filter(by=me).select_related("proposal", "place").order_by("made_at")
        ],
        "stood_behind": [
            {"claim": row.claim.public_id, "at": row.at.isoformat()}
            for row in Backing.objects.filter(person=me).select_related("claim").order_by("at")
        ],
        "contributions": [_said(row) for row in _talk(me)],
        "lent": [
            _lent(row) for row in Delegation.objects.filter(lender=me).select_related(*LENT).order_by("since")
        ],
        "draws": [
            _draw(row) for row in Volunteer.objects.filter(person=me).select_related("draw").order_by("at")
        ],
        "votes": [
            {
                "ballot": row.ballot.public_id,
                "proposal": row.ballot.proposal.public_id,
                "choice": voting.own_choice(row),
                "cast_at": row.cast_at.isoformat(),
                "receipt": row.receipt,
                "by_hand": row.by_hand,
            }
            for row in Vote.objects.filter(voter=me).select_related("ballot__proposal").order_by("cast_at")
        ],
    }


LENT = ("assembly", "carrier", "proposal")


def _claim(row: Claim) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "proposal": row.proposal.public_id,
        "place": row.place.public_id,
        "kind": row.kind,
        "share": row.share,
        "reason": row.reason,
        "at": row.made_at.isoformat(),
    }


def _draw(row: Volunteer) -> dict[str, Any]:
    return {
        "draw": row.draw.public_id,
        "features": row.features,
        "number": row.number,
        "answer": row.answer,
        "at": row.at.isoformat(),
    }


def _lent(row: Delegation) -> dict[str, Any]:
    return {
        "assembly": row.assembly.public_id,
        "to": row.carrier.public_id if row.carrier else None,
        "matter": row.matter,
        "proposal": row.proposal.public_id if row.proposal else None,
        "since": row.since.isoformat(),
        "until": _moment(row.until),
    }


def _seat(row: Seat) -> dict[str, Any]:
    return {
        "assembly": row.assembly.public_id,
        "name": row.assembly.name,
        "office": row.office,
        "home": row.home,
        "since": row.since.isoformat(),
        "until": _moment(row.until),
    }


def _proposal(row: Proposal) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "title": row.title,
        "summary": row.summary,
        "text": row.text,
        "stage": row.stage,
        "made_at": row.made_at.isoformat(),
        "submitted_at": _moment(row.submitted_at),
    }


def _talk(me: Person) -> Any:
    return Contribution.objects.filter(author=me).select_related("proposal").order_by("at", "id")


def _said(row: Contribution) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "proposal": row.proposal.public_id,
        "kind": row.kind,
        "text": row.text,
        "at": row.at.isoformat(),
        "hidden_because": row.hidden_because,
        "erased_at": _moment(row.erased_at),
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
