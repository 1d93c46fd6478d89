# SPDX-License-Identifier: AGPL-3.0-or-later
"""A claim is upheld by few of many and by more of more, changes the effects of one place and of no other."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance import charters, claims, effects
from governance.claims import Kind
from governance.commands import place as shell
from governance.nesting import Nesting
from governance.refusals import Refusal
from tests.governance import networks

RULES = charters.Charter()


@pytest.mark.parametrize(
    ("people", "needed"),
    [(0, 3), (1, 3), (60, 3), (61, 4), (80, 4), (81, 5), (180, 9), (181, 10), (200, 10), (50_000, 10)],
)
def test_three_at_least_ten_at_most_and_a_twentieth_between(people: int, needed: int) -> None:
    assert claims.needed(people, RULES) == needed


def test_the_numbers_are_the_networks_own() -> None:
    rules = charters.read({"claim_least": 1, "claim_most": 2, "claim_share": "1/2"})
    assert [claims.needed(people, rules) for people in (0, 2, 3, 100)] == [1, 1, 2, 2]


@pytest.mark.parametrize(
    ("rules", "at"),
    [
        ({"claim_least": 0}, "/claim_least"),
        ({"claim_least": 11}, "/claim_least"),
        ({"claim_share": "2"}, "/claim_share"),
        ({"claim_days": -1}, "/claim_days"),
        ({"claim_most": True}, "/claim_most"),
    ],
)
def test_numbers_that_make_no_claim_possible_are_refused(rules: dict[str, Any], at: str) -> None:
    with pytest.raises(charters.BadCharter) as caught:
        charters.read(rules)
    assert caught.value.at == at


def built(*rows: tuple[str, int, str | None], overlays: tuple[tuple[str, list[str]], ...] = ()) -> Nesting:
    return shell.nesting(
        [{"id": id, "scale": scale, "population": 10, "parent": parent} for id, scale, parent in rows],
        [{"id": id, "scale": 1, "constituents": held} for id, held in overlays],
    )


TOWN = built(
    ("valley", 2, None),
    *(("ashby", 1, "valley"), ("elm", 0, "ashby"), ("oak", 0, "ashby"), ("yew", 0, "ashby")),
    *(("far", 1, "valley"), ("ivy", 0, "far")),
    overlays=(("river", ["oak", "ivy"]),),
)
HALF, ALL = Fraction(1, 2), Fraction(1)


@pytest.mark.parametrize(
    ("named", "place", "share", "found"),
    [
        ({"elm": ALL}, "oak", HALF, {"elm": ALL, "oak": HALF}),
        ({"elm": ALL, "oak": HALF}, "oak", 0, {"elm": ALL}),
        ({"ashby": HALF}, "oak", 0, {"elm": HALF, "yew": HALF}),
        ({"valley": ALL}, "oak", 0, {"elm": ALL, "yew": ALL, "far": ALL}),
        ({"ashby": ALL, "river": HALF}, "oak", 0, {"elm": ALL, "yew": ALL, "far": HALF}),
        ({"ashby": ALL, "oak": HALF}, "oak", 0, {"elm": ALL, "yew": ALL}),
    ],
)
def test_what_is_left_of_a_wider_place_is_named_in_few_words(
    named: dict[str, Fraction], place: str, share: Fraction, found: dict[str, Fraction]
) -> None:
    left = claims.changed(TOWN, named, place, Fraction(share))
    shares = effects.affected(TOWN, left).shares
    assert shares == effects.affected(TOWN, found).shares and len(left) == len(found)


@pytest.mark.parametrize(
    ("kind", "named", "code"),
    [
        (Kind.AFFECTED, {"ashby": HALF}, "already_affected"),
        (Kind.NOT_AFFECTED, {"ashby": HALF}, ""),
        (Kind.AFFECTED, {"elm": ALL}, ""),
        (Kind.NOT_AFFECTED, {"elm": ALL}, "not_affected"),
        (Kind.NOT_AFFECTED, {"oak": ALL}, "the_only_place"),
    ],
)
def test_a_claim_says_something_new(kind: Kind, named: dict[str, Fraction], code: str) -> None:
    affected, found = effects.affected(TOWN, named), ""
    try:
        claims.check(kind, "oak", affected)
    except Refusal as no:
        found = no.name
    assert found == code


@given(networks.networks(plain=True), st.data())
def test_a_claim_changes_its_own_place_and_no_other(payload: dict[str, Any], data: st.DataObject) -> None:
    nesting = shell.nesting(**payload)
    known = [id for id in nesting.bodies if nesting.covers[id]]
    if not known:
        return
    shares = st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(3, 10)])
    named = data.draw(st.dictionaries(st.sampled_from(known), shares, min_size=1))
    place = data.draw(st.sampled_from(list(nesting.bases)))
    share = data.draw(st.one_of(shares, st.just(Fraction(0))))
    before = dict(effects.affected(nesting, named).shares)
    left = claims.changed(nesting, named, place, share)
    after = effects.affected(nesting, left) if left else None
    assert (dict(after.shares) if after else {}) == {
        id: part for id, part in (before | {place: share}).items() if part
    }
    if after:
        assert claims.share_of(after, place) == share
        assert claims.contradicted(Kind.NOT_AFFECTED, place, ALL, after) == (share > 0)
        assert claims.contradicted(Kind.AFFECTED, place, HALF, after) == (share < HALF)


def test_a_place_that_was_divided_since_is_spoken_for_by_those_inside_it() -> None:
    touched = effects.affected(TOWN, {"elm": Fraction(1)})
    for kind in Kind:
        assert not claims.contradicted(kind, "ashby", Fraction(1), touched)
