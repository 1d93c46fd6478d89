# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promise 18: list, detail, count and export agree about who sees what, on pages and for programs.

That sockets agree too is asked of a running instance, in tests/doors/test_agreement.py.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from assemblies import clock
from assemblies.deliberation import operations as deliberation
from assemblies.deliberation.models import Contribution
from assemblies.people import operations as people_operations
from assemblies.people.models import Person
from assemblies.proposals.models import Proposal
from assemblies.record import operations as record
from assemblies.registry import operations as registry
from assemblies.voting import operations as voting
from assemblies.voting.models import Ballot
from governance.powers import Power
from tests import republic as small
from tests.api.conftest import Program
from tests.republic import Republic

SAID, HIDDEN = "Who sweeps the snow there?", "A word nobody should read."


@dataclass
class Reader:
    """Someone who looks by every door there is."""

    person: Person | None

    def __post_init__(self) -> None:
        self.browser, self.program = Client(), Program(self.person)
        if self.person is not None:
            self.browser.force_login(self.person, backend=people_operations.BACKEND)

    def page(self, path: str) -> tuple[int, str]:
        answer = self.browser.get(path)
        return answer.status_code, answer.content.decode(errors="replace")

    def api(self, path: str) -> tuple[int, Any]:
        answer = self.program("GET", path)
        return answer.status_code, answer.json()


def readers(world: Republic) -> dict[str, tuple[Reader, bool]]:
    """Who looks, and whether they may read what is said and done in Linden."""
    for name in ("granted", "expired", "auditor"):
        world.people[name] = Person.objects.create(email=f"{name}@valley.invalid", name=name.title())
    for name, days in (("granted", 3), ("expired", -1)):
        until = clock.now() + timedelta(days=days)
        registry.grant(
            assembly=world.linden, by=world.olga, to=world.people[name], power=Power.READ_ACTS, until=until
        )
    registry.take_seat(person=world.people["auditor"], assembly=world.linden, office="auditor")
    inside = ("ana", "ben", "olga", "granted", "auditor")
    outside = ("dov", "ines", "fay", "zoe", "expired")
    people = {name: (Reader(world.people[name]), name in inside) for name in (*inside, *outside)}
    return people | {"visitor": (Reader(None), False)}


@pytest.fixture
def seen(republic: Republic) -> Iterator[tuple[Republic, dict[str, tuple[Reader, bool]]]]:
    yield republic, readers(republic)


def talked_about(world: Republic) -> tuple[Proposal, Contribution, Contribution]:
    made = small.discussed(world)
    said = deliberation.contribute(proposal=made, by=world.ben, kind="question", text=SAID)
    hidden = deliberation.contribute(proposal=made, by=world.cleo, kind="comment", text=HIDDEN)
    deliberation.hide(contribution=hidden, by=world.olga, reason="It names a child.")
    record.seal_all()
    return made, said, hidden


def test_what_is_said_is_read_by_the_same_people_at_every_door(
    seen: tuple[Republic, dict[str, tuple[Reader, bool]]],
) -> None:
    world, people = seen
    made, said, hidden = talked_about(world)
    for name, (reader, may) in people.items():
        page = reader.page(f"/p/{made.public_id}/")[1]
        status, listed = reader.api(f"/proposals/{made.public_id}/contributions")
        reply = reader.page(f"/c/{said.public_id}/reply/")[1]
        told = [SAID in page, SAID in str(listed), said.public_id in page, "It names a child." in page]
        assert told == [may] * 4, name
        assert (status == 200) == may, name
        assert ("Ben" in page, "Ben" in str(listed)) == (may, may), name
        assert may or SAID not in reply, name
        assert HIDDEN not in page + str(listed) + reply, name
        assert HIDDEN not in reader.page(f"/c/{hidden.public_id}/reply/")[1], name


def test_how_much_was_said_is_told_to_all_alike(
    seen: tuple[Republic, dict[str, tuple[Reader, bool]]],
) -> None:
    world, people = seen
    made, _said, _hidden = talked_about(world)
    listed = f"/assemblies/{world.linden.public_id}/proposals"
    counts = {
        name: (
            reader.api(f"/proposals/{made.public_id}")[1]["contributions"],
            reader.api(listed)[1]["results"][0]["contributions"],
            reader.api("/proposals")[1]["results"][0]["contributions"],
        )
        for name, (reader, _) in people.items()
    }
    assert set(counts.values()) == {(2, 2, 2)}


def test_who_raised_it_is_told_to_the_same_people_at_every_door(
    seen: tuple[Republic, dict[str, tuple[Reader, bool]]],
) -> None:
    world, people = seen
    made = small.discussed(world)
    lists = ("/proposals", f"/assemblies/{world.linden.public_id}/proposals")
    for name, (reader, may) in people.items():
        rows = [reader.api(path)[1]["results"][0] for path in lists]
        rows.append(reader.api(f"/proposals/{made.public_id}")[1])
        assert [row["author"] is not None for row in rows] == [may] * 3, name
        assert ("Raised by Ana" in reader.page(f"/p/{made.public_id}/")[1]) == may, name


PARTS = ("", "/hearings", "/placements", "/versions", "/contributions", "/ballot", "/decision")
PAGES = (
    "",
    "edit/",
    "withdraw/",
    "placement/",
    "versions/",
    "ballot/",
    "result/",
    "votes/",
    "export/",
    "open/",
)


def test_a_draft_is_nowhere_for_anyone_but_its_author(
    seen: tuple[Republic, dict[str, tuple[Reader, bool]]],
) -> None:
    world, people = seen
    draft = small.proposals.raise_proposal(
        author=world.ana, raised_in=world.linden, content=small.content(world, title="An unready thought")
    )
    lists = ("/proposals", f"/assemblies/{world.linden.public_id}/proposals", "/me/proposals")
    pages = ("/", f"/a/{world.linden.public_id}/", f"/a/{world.linden.public_id}/proposals/", "/places/")
    for name, (reader, _) in people.items():
        mine = name == "ana"
        found = [draft.public_id in str(reader.api(path)[1]) for path in lists]
        assert found == [False, False, mine], name
        shown = [draft.public_id in reader.page(path)[1] for path in pages]
        assert any(shown) == mine, name
        statuses = {reader.api(f"/proposals/{draft.public_id}{part}")[0] for part in PARTS}
        statuses |= {reader.page(f"/p/{draft.public_id}/{part}")[0] for part in PAGES}
        assert mine or statuses == {404}, (name, statuses)
        talk = reader.browser.post(f"/p/{draft.public_id}/talk/", {"text": "Is it there?"})
        assert talk.status_code == 404, name


def voted(world: Republic) -> Ballot:
    ballot = small.at_vote(world)
    cast(world, ballot, {"ana": "yes", "ben": "yes", "cleo": "no"})
    return ballot


def cast(world: Republic, ballot: Ballot, choices: dict[str, str]) -> None:
    for name, choice in choices.items():
        voting.cast_vote(
            ballot=ballot.public_id, voter=world.people[name], choice=choice, text_digest=ballot.text_digest
        )
    record.seal_all()


def test_nobody_is_told_a_count_before_the_close(
    seen: tuple[Republic, dict[str, tuple[Reader, bool]]],
) -> None:
    world, people = seen
    ballot = voted(world)
    key, made = ballot.public_id, ballot.proposal.public_id
    before = {name: looks(reader, ballot) for name, (reader, _) in people.items()}
    for name, (reader, _) in people.items():
        told = reader.api(f"/ballots/{key}")[1]
        assert told["counts"] is None and told["turnout"]["voted"] == 3, name
        assert (told["my_vote"] or {}).get("choice") == {"ana": "yes", "ben": "yes"}.get(name), name
        assert reader.api(f"/ballots/{key}/votes")[0] in (401, 403, 404), name
        assert reader.api(f"/proposals/{made}/decision")[0] == 404
        for page in ("result/", "votes/", "export/"):
            assert reader.page(f"/p/{made}/{page}")[0] in (302, 403, 404), (name, page)
    cast(world, ballot, {"ana": "no", "ben": "no", "cleo": "yes"})
    after = {name: looks(reader, ballot) for name, (reader, _) in people.items()}
    for name in people:
        if name not in ("ana", "ben"):
            assert before[name] == after[name], f"{name} can tell that others changed their minds"


def looks(reader: Reader, ballot: Ballot) -> list[str]:
    """What somebody sees of an open ballot, apart from what differs every time."""
    made = ballot.proposal.public_id
    pages = [reader.page(path)[1] for path in (f"/p/{made}/", f"/p/{made}/ballot/", "/")]
    told = [
        str(reader.api(path)[1]) for path in (f"/ballots/{ballot.public_id}", f"/proposals/{made}/ballot")
    ]
    return [EVERY_TIME.sub("", text) for text in pages + told]


EVERY_TIME = re.compile(r'data-since="[\d.]+"|value="\w{64}"|data-now="[^"]*"')


def test_who_chose_what_is_told_after_the_close_to_the_same_people_at_every_door(
    seen: tuple[Republic, dict[str, tuple[Reader, bool]]],
) -> None:
    world, people = seen
    ballot = voted(world)
    with clock.travel(ballot.closes_at):
        voting.close_due()
    record.seal_all()
    key, made = ballot.public_id, ballot.proposal.public_id
    for name, (reader, may) in people.items():
        votes, page = reader.api(f"/ballots/{key}/votes"), reader.page(f"/p/{made}/votes/")
        acts = reader.api(f"/assemblies/{world.linden.public_id}/entries?record=acts")
        export = reader.page(f"/p/{made}/export/")
        assert [status == 200 for status, _ in (votes, page, acts, export)] == [may] * 4, name
        assert ("Cleo" in str(votes[1]), "Cleo" in page[1]) == (may, may), name
        assert reader.api(f"/ballots/{key}")[1]["counts"] == {"yes": 2, "no": 1, "abstain": 0}
        result = reader.page(f"/p/{made}/result/")
        assert result[0] == 200 and (may or "Cleo" not in result[1]), name
