# SPDX-License-Identifier: AGPL-3.0-or-later
"""A place that was left out says so: by number or with the author it is heeded, and the proposal goes where that puts it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.db import connections

from assemblies import clock
from assemblies.proposals import operations, queries
from assemblies.proposals.models import Backing, Claim
from assemblies.record import operations as record
from assemblies.registry import operations as registry
from assemblies.voting import operations as voting
from assemblies.voting.operations import opening
from governance import claims, lifecycle, powers
from governance.claims import Kind
from governance.refusals import Refusal
from tests import republic as world

WHY = "The path runs along our gardens."


def claim(republic, made, who="dov", kind=Kind.AFFECTED, **more):
    return operations.make_claim(proposal=made, by=republic.people[who], kind=kind, **{"reason": WHY} | more)


def stands(made):
    now = queries.proposal(made.public_id)
    return now.assembly.name, now.stage, dict(now.places), now.version


def test_with_enough_behind_it_a_place_left_out_is_affected_and_the_proposal_goes_up(republic):
    made = world.discussed(republic)
    before = made.text_digest
    said = claim(republic, made, share="0.3")
    assert (said.needed, said.version, said.share) == (3, 1, "0.3")
    assert said.until - said.made_at == timedelta(days=7)
    operations.back_claim(claim=said, by=republic.eva)
    assert stands(made) == ("Linden", "deliberation", {republic.linden.public_id: "1"}, 1)
    said = operations.back_claim(claim=said, by=republic.ines)
    assert said.ending == "upheld"
    both = {republic.linden.public_id: "1", republic.weir.public_id: "0.3"}
    assert stands(made) == ("Ashby", "deliberation", both, 2)
    now = queries.proposal(made.public_id)
    assert now.text_digest != before and queries.drafts(now).last().content["places"] == both
    run = queries.placements(now).last()
    assert run.occasion == "claim" and run.input["effects"]["places"] == both
    assert queries.hearings(now).last().came_by == "escalate"


def test_the_author_accepts_at_once(republic):
    made = world.raised(republic)
    said = operations.accept_claim(claim=claim(republic, made), by=republic.ana)
    assert said.ending == "accepted" and stands(made)[:2] == ("Ashby", "seconding")
    with pytest.raises(powers.NoPower):
        operations.accept_claim(claim=claim(republic, world.raised(republic)), by=republic.ben)


def test_a_place_says_that_it_is_not_affected_and_the_proposal_comes_home(republic):
    made = world.discussed(republic, both=True)
    assert made.assembly == republic.ashby
    said = claim(republic, made, kind=Kind.NOT_AFFECTED)
    assert said.share == "0"
    for name in ("eva", "ines"):
        said = operations.back_claim(claim=said, by=republic.people[name])
    assert said.ending == "upheld"
    assert stands(made) == ("Linden", "deliberation", {republic.linden.public_id: "1"}, 2)


def test_where_a_wider_place_is_named_the_rest_of_it_stays(republic):
    made = world.raised(republic, places={republic.ashby.public_id: "0.5"})
    said = claim(republic, made, kind=Kind.NOT_AFFECTED)
    operations.accept_claim(claim=said, by=republic.ana)
    assert stands(made)[2] == {republic.linden.public_id: "0.5"}


def test_where_no_place_is_named_the_one_it_was_raised_in_stays_affected(republic):
    made = world.raised(republic, places={})
    operations.accept_claim(claim=claim(republic, made), by=republic.ana)
    assert stands(made)[2] == {republic.linden.public_id: "1", republic.weir.public_id: "1"}


@pytest.mark.parametrize(
    ("who", "kind", "more", "code"),
    [
        ("ana", Kind.AFFECTED, {}, "already_affected"),
        ("dov", Kind.NOT_AFFECTED, {}, "not_affected"),
        ("ana", Kind.NOT_AFFECTED, {}, "the_only_place"),
        ("zoe", Kind.AFFECTED, {}, "no_power"),
        ("sam", Kind.AFFECTED, {}, "no_power"),
        ("dov", Kind.AFFECTED, {"share": "0"}, None),
        ("dov", Kind.AFFECTED, {"share": "1.5"}, None),
        ("dov", Kind.AFFECTED, {"share": "NaN"}, None),
        ("dov", Kind.AFFECTED, {"reason": "  x "}, "too_short"),
        ("dov", Kind.AFFECTED, {"reason": "x" * 601}, "too_long"),
    ],
)
def test_what_cannot_be_claimed_gets_a_sentence_and_changes_nothing(republic, who, kind, more, code):
    made = world.discussed(republic)
    with pytest.raises(Refusal) as no:
        claim(republic, made, who, kind, **more)
    assert no.value.sentence and (code is None or no.value.name == code)
    assert not Claim.objects.exists() and not Backing.objects.exists()


def test_once_a_place_for_each_version_of_the_text_unless_it_was_taken_back(republic):
    made = world.discussed(republic)
    first = claim(republic, made)
    with pytest.raises(Refusal) as no:
        claim(republic, made, "eva")
    assert no.value.name == "claimed_before"
    with pytest.raises(Refusal) as no:
        operations.withdraw_claim(claim=first, by=republic.eva)
    assert no.value.name == "not_yours"
    assert operations.withdraw_claim(claim=first, by=republic.dov).ending == "withdrawn"
    again = claim(republic, made, "eva")
    with clock.travel(again.until):
        assert operations.end_claims_due() == 1
        with pytest.raises(Refusal) as no:
            claim(republic, made)
    assert no.value.name == "claimed_before"
    changed = world.content(republic, text="Another text.")
    operations.change(proposal=made, by=republic.ana, content=changed)
    assert claim(republic, made).version == 2


def test_only_those_at_home_there_stand_behind_it_once(republic):
    said = claim(republic, world.discussed(republic))
    for who, code in (("ana", "no_power"), ("fay", "no_power"), ("dov", "already_behind")):
        with pytest.raises(Refusal) as no:
            operations.back_claim(claim=said, by=republic.people[who])
        assert no.value.name == code
    assert Backing.objects.count() == 1


def test_who_moves_away_stands_behind_it_no_more(republic):
    made = world.discussed(republic)
    said = claim(republic, made)
    operations.back_claim(claim=said, by=republic.eva)
    registry.leave_seat(person=republic.eva, seat_id=republic.eva.seats.get(until=None).pk)
    said = operations.back_claim(claim=said, by=republic.ines)
    assert said.ending == "" and queries.behind(said) == 2


def test_too_few_in_time_is_told_and_changes_nothing(republic):
    made = world.discussed(republic)
    said = claim(republic, made)
    with clock.travel(said.until):
        with pytest.raises(Refusal) as no:
            operations.back_claim(claim=said, by=republic.eva)
        assert no.value.name == "claim_ended"
        assert operations.end_claims_due() == 1
        assert operations.end_claims_due() == 0
    assert queries.claim(said.public_id).ending == "lapsed"
    assert stands(made)[2:] == ({republic.linden.public_id: "1"}, 1)


def test_the_author_cannot_undo_what_was_heeded(republic):
    made = world.discussed(republic)
    operations.accept_claim(claim=claim(republic, made, share="0.5"), by=republic.ana)
    for places in ({}, {republic.linden.public_id: "1", republic.weir.public_id: "0.2"}):
        with pytest.raises(claims.Contradicted) as no:
            operations.change(proposal=made, by=republic.ana, content=world.content(republic, places=places))
        assert no.value.at == "/places" and "Weir is affected" in no.value.sentence
    operations.change(
        proposal=made,
        by=republic.ana,
        content=world.content(republic, places={republic.ashby.public_id: "1"}),
    )
    assert stands(made)[2] == {republic.ashby.public_id: "1"}


def test_of_two_that_were_heeded_the_later_counts(republic):
    made = world.discussed(republic)
    operations.accept_claim(claim=claim(republic, made), by=republic.ana)
    operations.accept_claim(claim=claim(republic, made, "eva", Kind.NOT_AFFECTED), by=republic.ana)
    assert stands(made)[2] == {republic.linden.public_id: "1"}
    operations.change(proposal=made, by=republic.ana, content=world.content(republic, text="More words."))


def test_an_author_who_changes_the_effects_so_has_accepted(republic):
    made = world.discussed(republic)
    said = claim(republic, made)
    operations.change(proposal=made, by=republic.ana, content=world.content(republic, both=True))
    assert queries.claim(said.public_id).ending == "accepted" and stands(made)[0] == "Ashby"


def test_a_ballot_waits_for_claims_made_before_it_could_open_and_for_no_later_one(republic):
    made = world.discussed(republic)
    said = claim(republic, made)
    with clock.travel(clock.now() + timedelta(days=4)):
        with pytest.raises(opening.ClaimsWait) as no:
            voting.open_ballot(proposal=made, by=republic.olga)
        assert "Weir says that it is affected too" in no.value.sentence
    with clock.travel(said.until):
        operations.end_claims_due()
        operations.change(proposal=made, by=republic.ana, content=world.content(republic, text="New."))
        late = claim(republic, made, "eva")
        ballot = voting.open_ballot(proposal=made, by=republic.olga)
        assert ballot is not None
        with pytest.raises(Refusal):
            operations.back_claim(claim=late, by=republic.ines)
        with pytest.raises(lifecycle.NoSuchMove):
            claim(republic, made)
        assert operations.end_claims_due() == 1
    assert queries.claim(late.public_id).ending == "overtaken"


def test_each_step_is_on_the_record_and_names_nobody(republic):
    made = world.discussed(republic)
    said = claim(republic, made)
    operations.back_claim(claim=said, by=republic.eva)
    operations.back_claim(claim=said, by=republic.ines)
    record.seal_all()
    from assemblies.record.models import Entry

    rows = list(Entry.objects.filter(subject=made.public_id).order_by("pk").values_list("type", flat=True))
    at = rows.index("ClaimMade")
    assert rows[at:] == [
        "ClaimMade",
        "ClaimBacked",
        "ClaimBacked",
        "ClaimEnded",
        "ProposalPlaced",
        "StageChanged",
        "HearingOpened",
    ]


def beside(*acts):
    """Do all at once, each on a connection of its own; how many were taken."""

    def one(act):
        try:
            act()
        except Refusal:
            return 0
        finally:
            connections.close_all()
        return 1

    with ThreadPoolExecutor(len(acts)) as pool:
        return sum(pool.map(one, acts))


def test_whoever_comes_at_once_it_is_heeded_once(real_republic):
    made = world.discussed(real_republic)
    said = claim(real_republic, made)
    back = [
        partial(operations.back_claim, claim=said, by=real_republic.people[who]) for who in ("eva", "ines")
    ]
    accept = partial(operations.accept_claim, claim=said, by=real_republic.ana)
    assert (
        beside(*back, accept, *back, partial(operations.withdraw_claim, claim=said, by=real_republic.dov))
        >= 1
    )
    now, changed = queries.claim(said.public_id), stands(made)
    heeded = now.ending in claims.HEEDED
    assert now.ending and changed[0] == ("Ashby" if heeded else "Linden")
    assert changed[3] == (2 if heeded else 1)
    assert queries.placements(made).filter(occasion="claim").count() == (1 if heeded else 0)


def test_two_who_say_the_same_at_once_have_said_it_once(real_republic):
    made = world.discussed(real_republic)
    acts = [partial(claim, real_republic, made, who) for who in ("dov", "eva", "ines")]
    assert beside(*acts) == 1
    assert Claim.objects.count() == Backing.objects.count() == 1
