# SPDX-License-Identifier: AGPL-3.0-or-later
"""A draw from its announcement to who sits: what each step asks, what the record says, and that anyone repeats it."""

from datetime import timedelta
from fractions import Fraction

import pytest

from assemblies import clock
from assemblies.record import operations as record
from assemblies.record.models import Entry
from assemblies.registry import operations as registry
from assemblies.registry.models import Seat
from assemblies.sortition import operations, queries, solver
from assemblies.sortition.models import ACCEPTED, ASKED, FIXED, IMPOSSIBLE, SEARCHING, Draw, Volunteer
from governance import canonical, lotteries, sortition
from governance.refusals import Refusal
from tests.assemblies.sortition import scene


def said(kind: str) -> list[dict]:
    record.seal_all()
    rows = Entry.objects.filter(type=kind).order_by("id")
    return [canonical.decode(bytes(row.leaf)) for row in rows]


def test_the_whole_way_is_on_the_record_and_anyone_repeats_it(republic):
    draw = scene.drawn(republic, office="delegate")
    published = queries.published(draw)
    found = lotteries.repeat(published)
    asked = {row.number for row in draw.volunteers.filter(answer=ASKED)}
    assert asked == set(found["panel"]) and len(asked) == 2
    assert found["digest"] == draw.digest
    assert sum(map(Fraction, found["chances"].values())) == 2
    [fixed], [made] = said("LotteryFixed"), said("DrawMade")
    assert fixed["facts"]["digest"] == made["facts"]["lottery"] == draw.digest
    assert made["facts"]["seed"] == found["seed"] and made["facts"]["root"] == draw.root
    # The root was signed over the digest: the note says the size, and the entry stands before it.
    entry = Entry.objects.get(pk=draw.fixed_entry)
    assert int(draw.note.splitlines()[1]) == made["facts"]["size"] > entry.number
    [announced] = said("DrawAnnounced")
    assert announced["facts"]["places"] == 2 and len(said("SteppedForward")) == 5


def test_the_lottery_is_on_the_record_before_its_seed_can_be_known(republic):
    draw = scene.closed(scene.with_people(republic))
    operations.search_next()
    assert operations.draw_due() == 0, "nothing is drawn before a checkpoint holds the digest"
    draw.refresh_from_db()
    assert (draw.state, draw.root) == (FIXED, "")
    assert "root" not in queries.published(draw)
    record.seal_all()
    assert operations.draw_due() == 1 and operations.draw_due() == 0


def test_numbers_stand_for_names_and_nothing_published_names_anybody(republic):
    draw = scene.drawn(republic)
    text = canonical.encode(queries.published(draw)).decode()
    for name in scene.AGES:
        person = republic.people[name]
        assert person.public_id not in text and person.name not in text and person.email not in text
    assert sorted(row.number for row in draw.volunteers.all()) == [f"000{n}" for n in range(1, 6)]


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"office": "facilitator"}, "/office"),
        ({"days": 0}, "/days"),
        ({"places": 0}, "/places"),
        ({"title": " "}, "/title"),
        ({"by_place": {"nowhere": (1, 1)}}, "/by_place"),
        ({"quotas": [{"feature": "Age", "categories": [{"name": "any", "min": 3, "max": 3}]}]}, "/quotas/1"),
        ({"quotas": [{"feature": "", "categories": []}]}, "/quotas/0/feature"),
    ],
)
def test_a_call_that_cannot_be_is_refused(republic, change, at):
    with pytest.raises(Refusal) as no:
        scene.announced(republic, **change)
    assert no.value.at == at and not Draw.objects.exists()


def test_only_people_at_home_step_forward_and_say_one_of_each(republic):
    draw = scene.announced(republic)
    for person, features in [
        (republic.fay, {"Age": "under 40"}),
        (republic.zoe, {"Age": "under 40"}),
        (republic.sam, {"Age": "under 40"}),
        (republic.ana, {}),
        (republic.ana, {"Age": "of age"}),
        (republic.ana, {"Age": "under 40", "Place": "Weir"}),
    ]:
        if "Place" in features:
            made = operations.step_forward(draw=draw, person=person, features=features)
            assert made.features["Place"] == "Linden", "where one lives is not for oneself to say"
            continue
        with pytest.raises(Refusal):
            operations.step_forward(draw=draw, person=person, features=features)
    operations.step_forward(draw=draw, person=republic.ana, features={"Age": "40 and over"})
    assert draw.volunteers.get().features["Age"] == "40 and over", "said again, it replaces what was said"
    operations.step_back(draw=draw, person=republic.ana)
    with pytest.raises(operations.BadCall):
        operations.step_back(draw=draw, person=republic.ana)
    assert (len(said("SteppedForward")), len(said("SteppedBack"))) == (1, 1)


def test_nobody_steps_forward_or_back_once_the_hour_has_come(republic):
    draw = scene.with_people(republic)
    with clock.travel(draw.closes_at):
        for act in (
            lambda: operations.step_forward(draw=draw, person=republic.olga, features={"Age": "under 40"}),
            lambda: operations.step_back(draw=draw, person=republic.ana),
        ):
            with pytest.raises(operations.NotOpen):
                act()


def test_who_moved_away_or_was_suspended_is_not_drawn_from(republic):
    draw = scene.with_people(republic)
    registry.leave_seat(person=republic.ana, seat_id=Seat.objects.get(person=republic.ana, home=True).pk)
    republic.ben.is_active = False
    republic.ben.save()
    draw = scene.closed(draw)
    assert len(draw.pool["people"]) == 3
    assert draw.volunteers.get(person=republic.ana).number is None


def test_a_quota_that_nobody_can_meet_ends_it_with_a_sentence(republic):
    quotas = [
        {"feature": "Age", "categories": [*scene.AGE["categories"], {"name": "under 20", "min": 1, "max": 1}]}
    ]
    draw = scene.closed(scene.with_people(republic, quotas=quotas))
    assert draw.state == IMPOSSIBLE
    assert queries.why(draw) == (
        "“Age”: at least 1 of “under 20” are asked for, and 0 would serve. At least 0 would do, or more people."
    )
    assert [row["facts"]["why"] for row in said("DrawEnded")] == ["too_few_of"]
    assert not operations.search_next()


def test_quotas_that_fail_only_together_are_said_by_the_search(republic):
    quotas = [
        scene.AGE,
        {
            "feature": "Tongue",
            "categories": [{"name": "one", "min": 2, "max": 2}, {"name": "other", "min": 0, "max": 0}],
        },
    ]
    draw = scene.announced(republic, quotas=quotas)
    tongue = {"ana": "one", "ben": "one", "cleo": "one", "dov": "other", "eva": "other"}
    for name, age in scene.AGES.items():
        operations.step_forward(
            draw=draw, person=republic.people[name], features={"Age": age, "Tongue": tongue[name]}
        )
    draw = scene.closed(draw)
    assert draw.state == SEARCHING and operations.search_next()
    draw.refresh_from_db()
    assert draw.state == IMPOSSIBLE and "not all of them together" in queries.why(draw)


def test_who_accepts_sits_and_who_declines_is_followed(republic):
    draw = scene.drawn(republic, office="delegate")
    first = draw.volunteers.filter(answer=ASKED).first()
    operations.answer(draw=draw, person=first.person, accepts=True)
    assert Seat.objects.filter(
        person=first.person, assembly=republic.ashby, office="delegate", until=None
    ).exists()
    with pytest.raises(operations.NotDrawn):
        operations.answer(draw=draw, person=first.person, accepts=False)
    other = draw.volunteers.get(answer=ASKED)
    operations.answer(draw=draw, person=other.person, accepts=False)
    published = queries.published(draw)
    assert published["declined"] == [other.number]
    now = set(lotteries.repeat(published)["now"])
    assert now == {row.number for row in draw.volunteers.filter(answer__in=[ASKED, ACCEPTED])}
    [told] = said("PlaceDeclined")
    assert told["facts"]["number"] == other.number
    never = Volunteer.objects.filter(draw=draw, answer="").first()
    with pytest.raises(operations.NotDrawn):
        operations.answer(draw=draw, person=never.person, accepts=True)


def test_progress_is_written_and_a_search_that_dies_is_tried_again_and_then_given_up(republic, monkeypatch):
    draw = scene.closed(scene.with_people(republic))

    def dies(pool, tell):
        tell("leximin_outer", 2, 5)
        raise solver.NotFound("it crashed")

    monkeypatch.setattr(solver, "find", dies)
    at = clock.now()
    for turn in range(1, 6):
        with clock.travel(at + timedelta(minutes=turn)):
            assert operations.search_next()
            assert not operations.search_next(), "nobody takes it up while somebody may be at it"
        draw.refresh_from_db()
        assert (draw.phase, draw.done, draw.total, draw.attempts) == ("leximin_outer", 2, 5, turn)
    assert draw.state == "failed" and queries.why(draw)


def test_whoever_lost_the_claim_writes_nothing(republic, monkeypatch):
    draw = scene.closed(scene.with_people(republic))
    pool = lotteries.read_pool(draw.pool, "")
    found = solver.find(pool, lambda *_: None)

    def slow(pool, tell):
        Draw.objects.filter(pk=draw.pk).update(claim="of another worker")
        return found

    monkeypatch.setattr(solver, "find", slow)
    assert operations.search_next()
    draw.refresh_from_db()
    assert draw.state == SEARCHING and draw.lottery is None and said("LotteryFixed") == []


def test_chances_by_feature_and_quotas_met_for_the_picture(republic):
    draw = scene.drawn(republic)
    place, age = queries.features(draw)
    assert [row["people"] for row in place["categories"]] == [3, 2]
    assert all(row["met"] for feature in (place, age) for row in feature["categories"])
    total = sum(row["chance"] * row["people"] for row in age["categories"] if row["people"])
    assert total == 2 and sum(sortition.chances(lotteries.read(draw.lottery, "")).values()) == 2
