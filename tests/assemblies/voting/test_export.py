# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real decision is exported and repeated by the law alone; a changed one is found out."""

import io
import zipfile

import pytest

from assemblies import clock
from assemblies.record import operations as record
from assemblies.voting import export, operations
from assemblies.voting.models import Decision
from governance import exports, verify
from governance.refusals import Refusal
from tests import republic as world


@pytest.fixture
def decided(republic):
    ballot = world.at_vote(republic)
    for name, choice in {"ana": "yes", "ben": "no", "cleo": "yes"}.items():
        operations.cast_vote(
            ballot=ballot.public_id,
            voter=republic.people[name],
            choice=choice,
            text_digest=ballot.text_digest,
        )
    operations.cast_vote(
        ballot=ballot.public_id, voter=republic.ben, choice="yes", text_digest=ballot.text_digest
    )
    with clock.travel(ballot.closes_at):
        operations.close_due()
    record.seal_all()
    return Decision.objects.get(ballot=ballot)


def test_the_export_of_a_decision_verifies(decided):
    said = list(verify.checks(export.files(decided)))
    assert any("The placement, repeated" in line for line in said)
    assert any("The count of 3 voters" in line for line in said)


def test_every_vote_is_in_it_the_replaced_one_too(decided):
    lines = export.files(decided)[exports.VOTES].splitlines()
    assert len(lines) == 4


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
