# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entries are numbered without gaps, in one tree a record, and never altered."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, connections, transaction

from assemblies.record import keys, operations, queries
from assemblies.record.models import Body, Entry, Record, Said
from assemblies.registry.models import Assembly
from governance import events, genesis, merkle, notes


def speak(assembly, text="hello"):
    from assemblies import clock

    event = events.ContributionMade(proposal="p", contribution="c", kind="comment", who="someone", text=text)
    with transaction.atomic():
        return operations.say(assembly, event, at=clock.now())


def whole(record):
    leaves = queries.leaves(record)
    return merkle.root_of([merkle.leaf_hash(leaf) for leaf in leaves]), len(leaves)


def test_entry_0_is_the_genesis_whose_name_is_the_assemblys(republic):
    operations.seal_all()
    first = Entry.objects.get(record=republic.ashby.public_record, number=0)
    assert genesis.assembly_id(bytes(first.leaf)) == republic.ashby.ni
    assert genesis.read(bytes(first.leaf)).name == "Ashby"


def test_numbers_have_no_gaps_and_the_root_is_that_of_the_leaves(republic):
    for k in range(20):
        speak(republic.ashby, str(k))
    operations.seal_all()
    for record in Record.objects.all():
        numbers = list(
            Entry.objects.filter(record=record).order_by("number").values_list("number", flat=True)
        )
        assert numbers == list(range(record.size))
        assert whole(record) == (bytes(record.root), record.size)


def test_every_checkpoint_is_signed_by_the_key_that_the_genesis_names(republic):
    operations.seal_all()
    for assembly in Assembly.objects.select_related("public_record", "acts_record"):
        named = genesis.read(queries.leaves(assembly.public_record)[0]).keys["record"]
        assert named == keys.record_key(assembly.public_record.key_name).public
        for record in (assembly.public_record, assembly.acts_record):
            key = notes.verifier_key(record.origin, named)
            record.refresh_from_db()
            assert notes.verify_checkpoint(record.checkpoint, key).size == record.size


def test_nothing_personal_is_in_a_leaf_and_erasing_a_body_leaves_the_proofs(republic):
    entry_id = speak(republic.ashby, "my neighbour's name")
    operations.seal_all()
    entry = Entry.objects.get(pk=entry_id)
    assert b"neighbour" not in bytes(entry.leaf) and b"someone" not in bytes(entry.leaf)
    before = whole(entry.record)
    operations.forget(entry_id)
    assert not Body.objects.filter(pk=entry_id).exists()
    assert whole(entry.record) == before


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE record_entry SET leaf = 'x'",
        "DELETE FROM record_entry",
        "TRUNCATE record_entry",
        "UPDATE record_checkpoint SET note = 'x'",
        "DELETE FROM record_checkpoint",
        "TRUNCATE record_checkpoint",
        "UPDATE record_record SET size = size - 1",
        "UPDATE record_record SET root = 'x'",
        "UPDATE record_record SET frontier = 'x'",
        "UPDATE record_record SET origin = 'x'",
        "UPDATE record_record SET key_name = 'x'",
        "UPDATE record_record SET assembly_ni = 'x'",
        "DELETE FROM record_record",
        "TRUNCATE record_record CASCADE",
    ],
)
def test_the_database_refuses_to_alter_what_the_record_holds(republic, sql):
    operations.seal_all()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql)


def test_what_is_rolled_back_was_never_said(republic):
    operations.seal_all()
    with pytest.raises(RuntimeError), transaction.atomic():
        speak(republic.ashby)
        raise RuntimeError
    assert not Said.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_speakers_and_two_sequencers_leave_one_unbroken_record(real_republic):
    operations.seal_all()
    said = []

    def work(k):
        try:
            if k % 10 == 0:
                operations.seal(limit=7)
                return None
            return speak(real_republic.ashby, str(k))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        said = [each for each in pool.map(work, range(200)) if each]
    operations.seal_all()
    record = Record.objects.get(pk=real_republic.ashby.acts_record_id)
    entries = list(Entry.objects.filter(record=record).order_by("number"))
    assert [entry.number for entry in entries] == list(range(record.size))
    assert set(said) <= {entry.pk for entry in entries}
    assert whole(record) == (bytes(record.root), record.size)
