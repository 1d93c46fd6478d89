# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real decision is exported and repeated by the law alone; a changed one is found out."""

import io
import json
import zipfile

import pytest

from assemblies import clock
from assemblies.record import operations as record
from assemblies.record.models import Entry
from assemblies.voting import export, operations
from assemblies.voting.models import Decision, Vote
from governance import canonical, entries, exports, verify
from governance.refusals import Refusal
from tests import republic as world


def decide(republic, ballot, choices):
    """Cast these votes in order (name → choice), close, and seal."""
    for name, choice in choices:
        operations.cast_vote(
            ballot=ballot.public_id,
            voter=republic.people[name],
            choice=choice,
            text_digest=ballot.text_digest,
        )
    with clock.travel(ballot.closes_at):
        operations.close_due()
    record.seal_all()
    return Decision.objects.get(ballot=ballot)


@pytest.fixture
def decided(republic):
    votes = [("ana", "yes"), ("ben", "no"), ("cleo", "yes"), ("ben", "yes")]
    return decide(republic, world.at_vote(republic), votes)


@pytest.fixture
def doubly(republic):
    """Decided in Ashby by double majority: Linden is for it, Weir is split, so it is rejected."""
    ballot = world.at_vote(republic, both=True, method="double-majority")
    votes = [("ana", "yes"), ("ben", "yes"), ("cleo", "yes"), ("dov", "yes"), ("eva", "no")]
    return decide(republic, ballot, votes)


def lines(files):
    return [json.loads(line) for line in files[exports.VOTES].splitlines()]


def with_votes(files, votes):
    return {**files, exports.VOTES: b"".join(canonical.encode(vote) + b"\n" for vote in votes)}


def test_the_export_of_a_decision_verifies(decided):
    said = list(verify.checks(export.files(decided)))
    assert any("The placement, repeated" in line for line in said)
    assert any("The count of 3 voters" in line for line in said)


def test_every_vote_is_in_it_the_replaced_one_too(decided):
    lines = export.files(decided)[exports.VOTES].splitlines()
    assert len(lines) == 4


def test_the_place_of_a_vote_is_sealed_where_places_count_and_only_there(republic, decided, doubly):
    assert all("assembly" not in vote for vote in lines(export.files(decided)))
    votes = {vote["who"]: vote for vote in lines(export.files(doubly))}
    assert votes[republic.ana.public_id]["assembly"] == republic.linden.public_id
    assert votes[republic.eva.public_id]["assembly"] == republic.weir.public_id
    leaf = bytes(Entry.objects.filter(type="VoteCast").latest("pk").leaf)
    assert set(entries.read(leaf).sealed) == {"who", "choice", "assembly"}
    assert republic.weir.public_id.encode() not in leaf


def test_a_double_majority_is_counted_again_from_the_sealed_places(doubly):
    said = list(verify.checks(export.files(doubly)))
    assert doubly.outcome == "rejected"
    assert any("who, choice, assembly" in line for line in said)
    assert any("The count of 5 voters" in line for line in said)


def test_a_voter_moved_to_another_place_is_found_out(republic, doubly):
    files = export.files(doubly)
    votes = lines(files)
    votes[4]["assembly"] = republic.linden.public_id
    with pytest.raises(Refusal, match="assembly differs"):
        list(verify.checks(with_votes(files, votes)))


def test_a_place_in_the_tables_other_than_the_sealed_one_does_not_reach_the_export(republic, doubly):
    Vote.objects.filter(ballot=doubly.ballot, voter=republic.eva).update(place=republic.linden)
    assert list(verify.checks(export.files(doubly)))


@pytest.mark.parametrize("which", ["decided", "doubly"])
def test_the_public_part_verifies_and_says_what_it_cannot(request, which):
    decision = request.getfixturevalue(which)
    files = export.public_files(decision)
    said = list(verify.checks(files))
    assert set(files) == set(exports.PUBLIC_FILES)
    assert any(line.startswith("The numbers, counted again, give the result recorded") for line in said)
    assert any("is entry" in line and "by its inclusion proof" in line for line in said)
    assert said[-1].startswith("Not checked: that these numbers are the sums of the votes cast.")


def test_the_public_part_holds_nobodys_vote(republic, decided):
    everything = b"".join(export.public_files(decided).values())
    for person in republic.people.values():
        if person != republic.olga:  # who opened the ballot
            assert person.public_id.encode() not in everything
    assert b"VoteCast" not in everything


@pytest.mark.parametrize("name", exports.PUBLIC_FILES)
def test_a_changed_file_of_the_public_part_is_found_out(decided, name):
    files = dict(export.public_files(decided))
    data = bytearray(files[name])
    data[len(data) // 2] ^= 1
    files[name] = bytes(data)
    with pytest.raises((Refusal, ValueError)):
        list(verify.checks(files))


def test_other_numbers_in_the_public_part_are_found_out(decided):
    files = export.public_files(decided)
    given = canonical.decode_exact(files[exports.COUNTED])
    given["votes"][0]["count"] += 1
    with pytest.raises(Refusal, match="another result"):
        list(verify.checks({**files, exports.COUNTED: canonical.encode(given)}))


@pytest.mark.parametrize("by", [None, "fay"])
def test_anyone_downloads_the_public_part(client, republic, decided, by):
    if by:
        client.force_login(republic.people[by])
    answer = client.get(f"/p/{decided.proposal.public_id}/export/public/")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert set(archive.namelist()) == set(exports.PUBLIC_FILES)
    shown = client.get(f"/p/{decided.proposal.public_id}/result/").content.decode()
    assert f'href="/p/{decided.proposal.public_id}/export/public/"' in shown


@pytest.mark.parametrize("name", exports.FILES)
def test_a_changed_file_is_found_out(decided, name):
    files = dict(export.files(decided))
    data = bytearray(files[name])
    data[len(data) // 2] ^= 1
    files[name] = bytes(data)
    with pytest.raises((Refusal, ValueError)):
        list(verify.checks(files))


def test_the_archive_holds_the_same_files(decided):
    with zipfile.ZipFile(io.BytesIO(export.archive(decided))) as archive:
        assert set(archive.namelist()) == set(exports.FILES)
