# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands in clear in a record is a list that somebody went through: no names and no texts of people are in it."""

from dataclasses import fields

import pytest

from governance import events
from governance.events import Event

CLEAR = {
    "RecordBegun": "",
    "CharterTaken": "version digest",
    "ChildJoined": "child",
    "PlaceAmended": "name population",  # the name of a place, as its genesis has it
    "AllotmentSet": "means amount",
    "AllotmentDrawn": "proposal means amount left",
    "SeatTaken": "office home",
    "SeatLeft": "office",
    "FacilitatorSeated": "how",
    "FacilitatorLeft": "",
    "MatterAdded": "path name",  # the network's own words for what can be decided
    "MeansAdded": "means name unit decimal_places",
    "InvitationMade": "",
    "InvitationEnded": "",
    "PowerGranted": "power until",
    "PowerEnded": "power",
    "ProposalRaised": "proposal",
    "TextChanged": "proposal version digest",
    "ProposalPlaced": "proposal answer because digest",  # the law's own sentence, with names of places
    "HearingOpened": "proposal stage came_from came_by",
    "StageChanged": "proposal source verb target because",  # the law's or the house's sentence, nobody's own
    "ProposalSeconded": "proposal",
    "ClaimMade": "proposal claim place claims share",
    "ClaimBacked": "proposal claim",
    "ClaimEnded": "proposal claim place claims share ending behind version digest",
    "ReasonErased": "proposal claim",
    "ContributionMade": "proposal contribution kind",
    "ContributionHidden": "proposal contribution",
    "ContributionErased": "proposal contribution",
    "BallotOpened": "proposal ballot text rule method seats quorum closes",  # text and rule are digests
    "VoteCast": "proposal ballot",
    "VoteLent": "nth scope matter proposal",
    "VoteTakenBack": "nth scope matter proposal",
    "VotesCarried": "proposal ballot acts number digest",
    "VoteEntered": "proposal ballot way",  # on paper or by phone
    "EntryEnded": "proposal ballot why",  # one word of four, and none of them is a choice
    "VotesParted": "proposal ballot number digest",  # how many choices there are, and the digest of their list
    "VotesCounted": "proposal ballot digest",
    "VotesErased": "proposal ballot acts",  # numbers of entries
    "DecisionMade": "proposal ballot outcome because digest",
    "RoundEnded": "proposal ballot outcome because digest",
    "ReasonsGiven": "proposal digest",
    "DecisionBroughtHome": "proposal decided_by outcome",
    "DrawAnnounced": "draw office places digest closes",
    "SteppedForward": "draw",
    "SteppedBack": "draw",
    "DrawEnded": "draw why",  # a code
    "LotteryFixed": "draw people digest",  # how many people there are
    "DrawMade": "draw lottery size root seed ticket panel",
    "PlaceAccepted": "draw number",
    "PlaceDeclined": "draw number panel",  # a number in place of a name
}


def kinds(of: type[Event] = Event) -> set[type[Event]]:
    return {kind for direct in of.__subclasses__() for kind in ({direct} | kinds(direct))}


SAID = sorted(kinds() - {events.Public, events.Act}, key=lambda kind: kind.__name__)


def test_every_event_was_gone_through() -> None:
    assert {kind.__name__ for kind in SAID} == set(CLEAR)


@pytest.mark.parametrize("kind", SAID, ids=lambda kind: kind.__name__)
def test_only_what_was_agreed_stands_in_clear(kind: type[Event]) -> None:
    clear = {f.name for f in fields(kind) if not f.metadata.get("private")}
    assert clear == set(CLEAR[kind.__name__].split())
    assert not clear & {"who", "by", "to", "reason", "reasons", "email", "choice"}
