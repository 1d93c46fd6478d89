# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where it matters from which place a vote comes, the record names each place's numbers, and no others are believed."""

import pytest

from assemblies.record.models import Entry
from assemblies.voting import export, operations
from governance import canonical, exports, verify
from governance.witnessing import NotVerified
from tests.assemblies.voting.test_franchise import cast, decided, opened, seat

NAMED = "The numbers of the places are those recorded at the close."
WAYS = {
    "people and places": {"method": "double-majority", "stricter": ["double-majority"]},
    "places": {"franchise": "assemblies"},
    "places by people": {"franchise": "assemblies", "weights": "population"},
    "delegates": {"franchise": "delegates", "weights": "population"},
    "delegates alike": {"franchise": "delegates"},
}


def held(republic, way, **more):
    seat(republic, "ana", "ben", "cleo", "dov", "eva")
    ballot = opened(republic, **WAYS[way], **more)
    if ballot.carries and ballot.franchise != "delegates":
        operations.lend(assembly=republic.ashby, person=republic.ines, to=republic.dov)
    for name, choice in (("ana", "yes"), ("ben", "yes"), ("cleo", "no"), ("dov", "yes"), ("eva", "abstain")):
        cast(ballot, republic.people[name], choice)
    return decided(ballot)


@pytest.mark.parametrize("way", WAYS)
def test_the_whole_export_and_the_public_part_hold_the_numbers_against_the_record(republic, way):
    made = held(republic, way)
    assert NAMED in list(verify.checks(export.files(made)))
    assert NAMED in list(verify.checks(export.public_files(made)))


@pytest.mark.parametrize("way", ["people and places", "places", "places by people"])
def test_numbers_shifted_between_places_are_found_though_the_outcome_is_the_same(republic, way):
    files = export.public_files(held(republic, way))
    counted = canonical.decode_exact(files[exports.COUNTED])
    linden, weir = counted["counts"][republic.linden.public_id], counted["counts"][republic.weir.public_id]
    linden["abstain"], weir["abstain"] = linden["abstain"] + 1, weir["abstain"] - 1
    with pytest.raises(NotVerified, match="numbers of the places"):
        list(verify.checks({**files, exports.COUNTED: canonical.encode(counted)}))


def test_where_it_does_not_matter_nothing_is_named(republic):
    ballot = opened(republic)
    cast(ballot, republic.ana)
    cast(ballot, republic.ben)
    made = decided(ballot)
    assert not Entry.objects.filter(type="VotesCounted").exists()
    assert NAMED not in list(verify.checks(export.public_files(made)))
    assert verify.NOT_NAMED not in list(verify.checks(export.files(made)))


def test_a_decision_from_before_the_numbers_were_named_still_verifies_and_says_so(republic, monkeypatch):
    monkeypatch.setattr("assemblies.voting.operations.closing._name_numbers", lambda ballot, at: None)
    made = held(republic, "places")
    for files in (export.files(made), export.public_files(made)):
        lines = list(verify.checks(files))
        assert verify.NOT_NAMED in lines and NAMED not in lines


def test_a_secret_ballot_names_its_choices_as_before(republic):
    ballot = opened(republic, franchise="assemblies", secrecy="secret")
    for name in ("ana", "ben", "dov"):
        cast(ballot, republic.people[name])
    made = decided(ballot)
    assert not Entry.objects.filter(type="VotesCounted").exists()
    assert any("when they were parted" in line for line in verify.checks(export.public_files(made)))
