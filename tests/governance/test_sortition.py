# SPDX-License-Identifier: AGPL-3.0-or-later
"""A draw by lot: chances sum to the places, quotas hold in every panel, and the same root draws the same panel."""

import hashlib
import itertools
from collections import Counter
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from governance import lotteries, sortition
from governance.refusals import Refusal
from governance.sortition import Pool
from tests.governance.test_shell import answered

ROOT = hashlib.sha256(b"a root").hexdigest()
QUOTAS = {"place": {"mill": (1, 2), "weir": (1, 2)}, "age": {"young": (1, 2), "old": (1, 2)}}


def pool(*people: tuple[str, str], places: int = 3, quotas: Any = QUOTAS) -> Pool:
    found = {f"n{n}": {"place": place, "age": age} for n, (place, age) in enumerate(people, 1)}
    return Pool(places, quotas, found)


SIX = pool(
    ("mill", "young"), ("mill", "old"), ("mill", "old"), ("weir", "young"), ("weir", "old"), ("weir", "old")
)


def every_panel(of: Pool) -> list[tuple[str, ...]]:
    return [panel for panel in itertools.combinations(of.people, of.places) if sortition.meets(of, panel)]


def even(of: Pool) -> sortition.Lottery:
    return sortition.lottery(of, ((panel, Fraction(1)) for panel in every_panel(of)))


KINDS = st.tuples(st.sampled_from(["mill", "weir"]), st.sampled_from(["young", "old"]))


@given(st.lists(KINDS, min_size=3, max_size=7), st.data())
def test_chances_sum_to_the_places_and_every_panel_meets_the_quotas(people, data):
    of = pool(*people)
    panels = every_panel(of)
    assume(panels)
    shares = [Fraction(data.draw(st.integers(0, 50)), data.draw(st.integers(1, 9))) for _ in panels]
    assume(sum(shares))
    made = sortition.lottery(of, zip(panels, shares, strict=True))
    chances = sortition.chances(made)
    assert sum(chances.values()) == of.places and all(0 <= chance <= 1 for chance in chances.values())
    assert sum(tickets for _, tickets in made.panels) == sortition.TICKETS
    whole = sum(shares)
    for panel, share in zip(panels, shares, strict=True):
        tickets = dict(made.panels).get(panel, 0)
        assert abs(tickets - share * sortition.TICKETS / whole) < 1, "a panel has its share, to a ticket"


def test_the_same_root_draws_the_same_panel_and_the_ticket_says_which():
    made = even(SIX)
    seed = sortition.seed(made.digest(), ROOT)
    panel = sortition.drawn(made, seed)
    upto = list(itertools.accumulate(tickets for _, tickets in made.panels))
    first = next(n for n, end in enumerate(upto) if sortition.ticket(seed) < end)
    assert made.panels[first][0] == panel == sortition.drawn(even(SIX), seed)
    other = sortition.seed(made.digest(), "0" * 64)
    assert other != seed and sortition.seed(made.digest() + "x", ROOT) != seed


def test_tickets_come_up_alike():
    seeds = (hashlib.sha256(bytes([n, m])).digest() for n in range(40) for m in range(100))
    found = Counter(sortition.ticket(seed, 7) for seed in seeds)
    assert set(found) == set(range(7)) and all(470 < times < 680 for times in found.values())


def test_panels_come_up_as_often_as_they_have_tickets():
    made = sortition.lottery(SIX, [(("n1", "n2", "n5"), Fraction(3)), (("n2", "n4", "n5"), Fraction(1))])
    seeds = (hashlib.sha256(bytes([n, m])).digest() for n in range(20) for m in range(100))
    found = Counter(sortition.drawn(made, seed) for seed in seeds)
    assert 1_400 < found["n1", "n2", "n5"] < 1_600 and found.total() == 2_000


def test_who_declines_is_followed_by_the_next_with_whom_the_quotas_hold():
    made = even(SIX)
    seed = sortition.seed(made.digest(), ROOT)
    panel = sortition.drawn(made, seed)
    line, followed = sortition.order(SIX, seed), []
    for gone in panel:
        kept = [one for one in panel if one != gone]
        fit = [one for one in line if one not in panel and sortition.meets(SIX, [*kept, one])]
        assert set(sortition.replaced(made, seed, [gone])) == {*kept, *fit[:1]}
        followed += [(gone, *fit)] if fit else []
    gone, new, *rest = max(followed, key=len)
    again = sortition.replaced(made, seed, [gone, new])
    assert set(again) == {*panel, *rest[:1]} - {gone}, "who comes after and declines is followed too"


def test_a_place_that_nobody_can_take_stays_empty():
    four = pool(("mill", "young"), ("mill", "old"), ("weir", "old"))
    made = even(four)
    seed = sortition.seed(made.digest(), ROOT)
    assert sortition.replaced(made, seed, ["n3"]) == ("n1", "n2")
    with pytest.raises(Refusal):
        sortition.replaced(made, seed, ["n3", "n3"])


@pytest.mark.parametrize(
    ("places", "quotas", "code"),
    [
        (0, {}, "bad_draw"),
        (201, {}, "bad_draw"),
        (3, {"a": {"x": (2, 1)}}, "least_over_most"),
        (3, {"a": {"x": (2, 3), "y": (2, 3)}}, "too_many"),
        (3, {"a": {"x": (0, 1), "y": (0, 1)}}, "too_few"),
    ],
)
def test_quotas_that_contradict_themselves_are_refused(places, quotas, code):
    with pytest.raises(Refusal) as no:
        sortition.quotas(places, quotas)
    assert no.value.name == code


def test_too_few_people_are_said_with_what_would_do():
    with pytest.raises(sortition.Impossible) as no:
        sortition.enough(pool(("mill", "old"), ("weir", "old")))
    assert no.value.sentence.startswith("2 would serve, and 3 places")
    with pytest.raises(sortition.Impossible) as no:
        sortition.enough(pool(("mill", "old"), ("weir", "old"), ("weir", "old")))
    assert no.value.sentence == (
        "“age”: at least 1 of “young” are asked for, and 0 would serve. At least 0 would do, or more people."
    )


def published(**more: Any) -> dict[str, Any]:
    return {"lottery": even(SIX).as_json()} | more


def test_anyone_repeats_the_draw_from_a_shell():
    made = even(SIX)
    found = answered("sortition", payload=published(root=ROOT))
    seed = sortition.seed(made.digest(), ROOT)
    assert found["digest"] == made.digest() and found["seed"] == seed.hex()
    assert tuple(found["panel"]) == sortition.drawn(made, seed) == tuple(found["now"])
    assert {k: Fraction(v) for k, v in found["chances"].items()} == sortition.chances(made)
    gone = found["panel"][0]
    assert gone not in answered("sortition", payload=published(root=ROOT, declined=[gone]))["now"]
    assert set(answered("sortition", payload=published())) == {"digest", "chances"}


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"root": "F" * 64}, "/root"),
        ({"root": 3}, "/root"),
        ({"declined": ["nobody"], "root": ROOT}, "/declined"),
        ({"more": 1}, "/more"),
        ({"lottery": []}, "/lottery"),
    ],
)
def test_bad_input_is_refused_with_a_pointer(change, at):
    with pytest.raises(Refusal) as no:
        lotteries.repeat(published() | change)
    assert no.value.at == at


@pytest.mark.parametrize(
    ("path", "value", "at"),
    [
        (("places",), 4, "/lottery/panels/0"),
        (("places",), -1, "/lottery/places"),
        (("quotas", 0, "feature"), "age", "/lottery/quotas/1/feature"),
        (("quotas", 0, "categories", 0, "min"), "1", "/lottery/quotas/0/categories/0/min"),
        (("quotas", 0, "categories", 1, "name"), "mill", "/lottery/quotas/0/categories/1/name"),
        (("quotas", 0, "categories"), [], "/lottery/quotas/0/categories"),
        (("people", 0, "features", "age"), "ancient", "/lottery/people/0/features/age"),
        (("people", 0, "features", "age"), ["old"], "/lottery/people/0/features/age"),
        (("people", 1, "id"), "n1", "/lottery/people/1/id"),
        (("panels", 0, "people"), ["n1", "n9", "n2"], "/lottery/panels/0/people"),
        (("panels", 0, "people"), ["n2", "n3", "n4"], None),
        (("panels", 0, "people"), ["n1", "n1", "n4"], "/panels/0"),
        (("panels", 0, "tickets"), 1, "/panels"),
        (("panels", 0, "tickets"), 0, "/panels/0/tickets"),
        (("panels",), [], "/panels"),
    ],
)
def test_a_lottery_that_is_none_is_refused(path, value, at):
    lottery = even(SIX).as_json()
    inner: Any = lottery
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    if at is None:  # another panel that meets the quotas makes another lottery, with another name
        assert lotteries.repeat({"lottery": lottery})["digest"] != even(SIX).digest()
        return
    with pytest.raises(Refusal) as no:
        lotteries.repeat({"lottery": lottery})
    assert no.value.at.removeprefix("/lottery") == at.removeprefix("/lottery")
