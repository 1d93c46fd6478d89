# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real decision is exported and repeated by the law alone; a changed one is found out."""

import io
import json
import zipfile

import pytest
from django.db import connection

from assemblies import clock
from assemblies.record import keys, queries, signed
from assemblies.record import operations as record
from assemblies.record.models import Checkpoint, Entry
from assemblies.voting import export, operations
from assemblies.voting.models import Decision, Vote
from governance import canonical, entries, exports, merkle, verify
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
        assert set(archive.namelist()) == set(exports.LENT_FILES)


def owner(*asked):
    """As whoever owns the database: the guards are taken down for it."""
    tables = ("record_entry", "record_checkpoint", "record_record")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for sql, given in asked:
            cursor.execute(sql, given)
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def exchange_votes(decision):
    """Two votes exchange their leaves and what they hold, so that each still opens its seals."""
    first, second, *_ = Entry.objects.filter(type="VoteCast").order_by("number").values_list("pk", flat=True)
    owner(
        (
            "UPDATE record_entry e SET leaf = o.leaf FROM record_entry o"
            " WHERE (e.id, o.id) IN ((%s, %s), (%s, %s))",
            [first, second, second, first],
        ),
        (
            "UPDATE record_body b SET values = o.values, salts = o.salts FROM record_body o"
            " WHERE (b.entry_id, o.entry_id) IN ((%s, %s), (%s, %s))",
            [first, second, second, first],
        ),
    )


def exchange_acts_of_the_assembly(decision):
    """Two entries of the public record exchange their leaves."""
    public = Entry.objects.filter(record=decision.assembly.public_record_id, number__gt=0).order_by("number")
    first, second = [row for row in public if row.pk != decision.entry_id][:2]
    owner(
        ("UPDATE record_entry SET leaf = %s WHERE id = %s", [bytes(second.leaf), first.pk]),
        ("UPDATE record_entry SET leaf = %s WHERE id = %s", [bytes(first.leaf), second.pk]),
    )


def test_an_export_carries_what_was_signed_before_and_signs_nothing(republic, decided, monkeypatch):
    monkeypatch.setattr(keys, "_derive", lambda *given: pytest.fail("an export asked for a key"))
    files = export.files(decided)
    for name, kept in (("public", decided.assembly.public_record), ("acts", decided.assembly.acts_record)):
        shown = canonical.decode_exact(files[exports.RECORDS[name]])
        kept.refresh_from_db()
        assert shown["checkpoint"] == kept.checkpoint
        notes = set(Checkpoint.objects.filter(record=kept).values_list("note", flat=True))
        assert shown["before"] is None or shown["before"]["checkpoint"] in notes


def test_the_earlier_checkpoint_is_one_that_was_kept_and_where_none_was_it_says_so(republic):
    record.seal_all()
    first = Checkpoint.objects.get(record=republic.linden.acts_record_id)
    decision = decide(republic, world.at_vote(republic), [("ana", "yes"), ("ben", "yes")])
    said = list(verify.checks(export.files(decision)))
    assert (
        f"The acts record only added to the {first.size} entries of an earlier checkpoint of that key."
        in said
    )
    owner(("DELETE FROM record_checkpoint", []))
    said = list(verify.checks(export.files(decision)))
    assert "Not checked: that the acts record only grew. No earlier checkpoint of it was kept." in said


@pytest.mark.parametrize(
    ("tamper", "made"),
    [(exchange_votes, export.files), (exchange_acts_of_the_assembly, export.public_files)],
)
def test_entries_other_than_those_signed_are_not_exported_nor_verified(
    republic, decided, tamper, made, monkeypatch, caplog
):
    tamper(decided)
    with pytest.raises(signed.DoesNotMatch), caplog.at_level("ERROR"):
        made(decided)
    assert "do not give the root kept" in caplog.text and "/record/" in caplog.text
    monkeypatch.setattr(signed, "_broken", lambda *given: None)  # a server that gives it out nevertheless
    with pytest.raises(Refusal, match="not those its checkpoint signs"):
        list(verify.checks(made(decided)))


def test_entries_and_a_root_that_follows_them_are_found_out_by_what_was_signed(decided):
    exchange_votes(decided)
    acts = decided.assembly.acts_record
    hashes = [merkle.leaf_hash(leaf) for leaf in queries.leaves(acts)]
    root = ("UPDATE record_record SET root = %s WHERE id = %s", [merkle.root_of(hashes), acts.pk])
    owner(root)
    with pytest.raises(signed.DoesNotMatch):
        export.files(decided)


def test_an_earlier_checkpoint_of_other_entries_is_not_exported(republic):
    record.seal_all()
    decision = decide(republic, world.at_vote(republic), [("ana", "yes"), ("ben", "yes")])
    stranger = Checkpoint.objects.get(record=republic.weir.acts_record_id).note
    here = republic.linden.acts_record_id
    owner(("UPDATE record_checkpoint SET note = %s WHERE record_id = %s", [stranger, here]))
    with pytest.raises(signed.DoesNotMatch):
        export.files(decision)


def test_a_visitor_is_told_that_what_is_kept_does_not_match(client, decided):
    exchange_acts_of_the_assembly(decided)
    page = client.get(f"/p/{decided.proposal.public_id}/export/public/")
    assert page.status_code == 500 and "is not what was signed of it" in page.content.decode()
    program = client.get(f"/api/v1/decisions/{decided.ballot.public_id}/export/public")
    assert (program.status_code, program.json()["code"]) == (500, "record_does_not_match")
    assert decided.assembly.public_record.origin in program.json()["detail"]
