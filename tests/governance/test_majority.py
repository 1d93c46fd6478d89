# SPDX-License-Identifier: AGPL-3.0-or-later
"""A majority counts what was cast, exactly, and says why."""

import random
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance import tallies
from governance.refusals import Refusal

QUORUM = {"of": "seats", "share": "1/2"}


def ask(yes: int = 0, no: int = 0, abstain: int = 0, **more: Any) -> dict[str, Any]:
    votes = [{"choice": choice, "count": n} for choice, n in (("yes", yes), ("no", no), ("abstain", abstain))]
    return {"method": "majority", "options": ["yes", "no"], "votes": votes, **more}


def outcome(yes: int = 0, no: int = 0, abstain: int = 0, **more: Any) -> str:
    return str(tallies.tally(ask(yes, no, abstain, **more))["outcome"])


def refused(payload: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        tallies.tally(payload)
    return caught.value


def threshold(of: str = "cast", share: str = "1/2", strict: bool = True) -> dict[str, Any]:
    return {"threshold": {"of": of, "share": share, "strict": strict}}


@pytest.mark.parametrize(
    ("yes", "no", "abstain", "expected"),
    [
        (2, 1, 0, "adopted"),
        (1, 2, 0, "rejected"),
        (1, 1, 0, "rejected"),
        (0, 0, 5, "rejected"),
        (0, 0, 0, "rejected"),
        (1, 0, 9, "adopted"),
    ],
)
def test_more_yes_than_no_adopts_and_abstentions_count_for_neither(
    yes: int, no: int, abstain: int, expected: str
) -> None:
    found = tallies.tally(ask(yes, no, abstain))
    assert found["outcome"] == expected
    assert found["counts"] == {"yes": yes, "no": no, "abstain": abstain}
    assert found["winners"] == (["yes"] if expected == "adopted" else [])
    assert found["ties"] == []


def test_the_answer_says_why_with_its_numbers() -> None:
    rule = {"quorum": QUORUM, "threshold": {"of": "cast", "share": "2/3"}}
    found = tallies.tally(ask(700, 342, 100, seats=1284, rule=rule))
    assert found["checks"] == [
        {"name": "quorum", "holds": True, "value": "1142", "bound": "642"},
        {"name": "threshold", "holds": True, "value": "700", "bound": "2084/3"},
    ]
    assert found["order"] == [["yes"], ["no"]]
    assert found["because"] == (
        "Adopted, because 700 voted “yes” and 342 “no”; at least 695 of these 1042 were needed."
    )


@pytest.mark.parametrize(
    ("votes", "why"),
    [
        (
            ask(3, 1, rule={"quorum": QUORUM}, seats=10),
            "No quorum, because 4 took part and at least 5 of 10 had to.",
        ),
        (
            ask(4, 9, rule={"quorum": {**QUORUM, "count": "affirmative"}}, seats=13),
            "No quorum, because 4 voted “yes” and at least 7 of 13 had to.",
        ),
        (ask(2, 2), "Rejected, because equally many voted “yes” and “no” (2 each)."),
        (ask(abstain=2), "Rejected, because nobody voted “yes” or “no”."),
        (
            ask(5, 4, seats=10, rule=threshold("seats")),
            "more than half of all who may vote were needed: at least 6 of 10.",
        ),
        (ask(2, 4, rule=threshold(strict=False)), "at least 3 of these 6 were needed."),
        (ask(2, 6, seats=9, rule=threshold("seats", "1/3", False)), "at least 3 of all 9 who may vote were"),
        (ask(49, 48), "49 voted “yes” and 48 “no”; more than half were needed: at least 49 of these 97."),
    ],
)
def test_every_outcome_has_its_sentence(votes: dict[str, Any], why: str) -> None:
    assert why in tallies.tally(votes)["because"]


def test_rules_that_nothing_or_everything_passes_are_told_as_that() -> None:
    none = {"rule": threshold(share="0", strict=False)}
    assert str(tallies.tally(ask(0, 1, **none))["because"]) == (
        "Adopted, because 0 voted “yes” and 1 “no”, and the rule asks for no vote “yes” at all."
    )
    every = {"rule": threshold(share="1")}
    assert tallies.tally(ask(1, **every))["because"] == (
        "Rejected, because 1 voted “yes” and 0 “no”, and the rule asks for more than all of these, which can never be"
        " reached."
    )
    seats = tallies.tally(ask(3, seats=3, rule=threshold("seats", "1")))["because"]
    assert seats.endswith("asks for more than all 3 who may vote, which can never be reached.")
    (said,) = tallies.tally(ask(3, seats=3, rule=threshold("seats", "1")))["said"]
    assert said["code"] == "rejected_over_seats", "what was recorded before is counted again as the same"
    assert (
        "at least 1 of these 1" in tallies.tally(ask(1, rule=threshold(share="1", strict=False)))["because"]
    )
    assert "at least 1 of these 6" in tallies.tally(ask(1, 5, rule=threshold(share="0")))["because"]


def test_the_least_that_suffices_is_the_one_that_is_told() -> None:
    for yes in (*range(1, 13), *range(14, 40)):
        told = tallies.tally(ask(yes, 13))["because"]
        least = int(told.rsplit("at least ", 1)[1].split()[0])
        assert 2 * least > yes + 13 >= 2 * (least - 1), told


@pytest.mark.parametrize(
    ("weights", "rule", "because"),
    [
        (
            ("3/2", "1"),
            {},
            "Adopted, because the votes “yes” weigh 1.5 and those “no” 1; more than 1.25 was needed.",
        ),
        (
            ("1", "400"),
            {"seats": 700, "rule": threshold("seats", "1/2", strict=False)},
            "Rejected, because the votes “yes” weigh 1 and those “no” 400; at least 350 was needed.",
        ),
        (("2", "2"), {}, "Rejected, because the votes “yes” and “no” weigh the same (2 each)."),
        (
            ("1", "150"),
            {"seats": 700, "rule": {"quorum": {"of": "seats", "share": "1/2"}}},
            "No quorum, because the votes cast weigh 151 of 700; at least 350 was needed.",
        ),
        (
            ("1", "1"),
            {"seats": "37.5", "rule": {"quorum": {"of": "seats", "share": "1/3", "count": "affirmative"}}},
            "No quorum, because the votes “yes” weigh 1 of 37.5; at least 12.5 was needed.",
        ),
        (("1", "1/1"), {}, "Rejected, because equally many voted “yes” and “no” (1 each)."),
    ],
)
def test_weights_are_never_told_as_people(weights, rule, because) -> None:
    votes = [{"choice": c, "weight": w} for c, w in zip(("yes", "no"), weights, strict=True)]
    asked = {"method": "majority", "options": ["yes", "no"], "votes": votes}
    assert tallies.tally(asked | rule)["because"] == because


def test_a_weight_that_is_too_long_is_refused_for_that() -> None:
    votes = [{"choice": "yes", "weight": "1" * 1001}]
    with pytest.raises(Refusal, match=r"at most 1000 characters") as no:
        tallies.tally({"method": "majority", "options": ["yes", "no"], "votes": votes})
    assert (no.value.name, no.value.at) == ("too_long", "/votes/0/weight")


def test_sums_that_are_not_whole_are_told_exactly() -> None:
    votes = [{"choice": "yes", "weight": "2/3"}, {"choice": "no", "weight": "1/2"}]
    told = tallies.tally({"method": "majority", "options": ["yes", "no"], "votes": votes})["because"]
    assert told == (
        "Adopted, because the votes “yes” weigh 2/3 and those “no” 0.5; more than 7/12 was needed."
    )


def test_the_facts_stay_exact_whatever_the_words() -> None:
    (said,) = tallies.tally(ask(49, 48))["said"]
    assert said["facts"]["bound"] == "48.5" and said["facts"]["share"] == "1/2"


def test_abstentions_count_for_the_quorum_and_only_there() -> None:
    rule = {"quorum": QUORUM}
    assert outcome(2, 1, 2, seats=10, rule=rule) == "adopted"
    assert outcome(2, 1, 1, seats=10, rule=rule) == "no_quorum"


def test_a_quorum_is_met_exactly_at_its_share() -> None:
    assert outcome(2, 1, seats=9, rule={"quorum": {"of": "seats", "share": "1/3"}}) == "adopted"
    assert outcome(2, 1, seats=10, rule={"quorum": {"of": "seats", "share": "1/3"}}) == "no_quorum"


def test_a_quorum_of_approval_counts_the_first_option_alone() -> None:
    rule = {"quorum": {"of": "seats", "share": "1/4", "count": "affirmative"}}
    assert outcome(2, 0, 7, seats=9, rule=rule) == "no_quorum"
    assert outcome(3, 0, 0, seats=9, rule=rule) == "adopted"


def test_the_quorum_is_checked_before_anything_else() -> None:
    found = tallies.tally(ask(1, 3, seats=100, rule={"quorum": QUORUM}))
    assert found["outcome"] == "no_quorum"
    assert [check["name"] for check in found["checks"]] == ["quorum"]


@pytest.mark.parametrize(("strict", "expected"), [(True, "rejected"), (False, "adopted")])
def test_strict_is_more_than_the_share_and_otherwise_the_share_is_enough(strict: bool, expected: str) -> None:
    assert outcome(2, 1, rule=threshold(share="2/3", strict=strict)) == expected


def test_a_threshold_is_strict_where_it_does_not_say() -> None:
    assert outcome(2, 1, rule={"threshold": {"of": "cast", "share": "2/3"}}) == "rejected"


def test_a_threshold_of_all_seats_counts_those_who_stayed_away_against() -> None:
    assert outcome(5, 0, seats=10, rule=threshold("seats")) == "rejected"
    assert outcome(6, 4, seats=10, rule=threshold("seats")) == "adopted"


def test_equally_many_reject_even_where_the_threshold_holds() -> None:
    found = tallies.tally(ask(3, 3, rule=threshold(strict=False)))
    assert found["outcome"] == "rejected"
    assert [check["holds"] for check in found["checks"]] == [True, False]


def test_a_third_written_as_a_fraction_is_a_third() -> None:
    votes = [{"choice": "yes", "weight": "1/3"}] * 3 + [{"choice": "no", "weight": "1"}]
    found = tallies.tally({"method": "majority", "options": ["yes", "no"], "votes": votes})
    assert found["counts"]["yes"] == found["counts"]["no"] == 1
    assert found["outcome"] == "rejected"


def test_numbers_are_exact_at_any_size() -> None:
    many = 10**40
    assert outcome(many + 1, many) == "adopted"
    assert outcome(many, many) == "rejected"


def test_options_may_have_any_names() -> None:
    votes = [{"choice": "Brücke"}, {"choice": "abstain"}]
    found = tallies.tally({"method": "majority", "options": ["Brücke", "keine"], "votes": votes})
    assert found["winners"] == ["Brücke"]


SHARES = st.fractions(0, 1, max_denominator=12)
COUNTS = st.integers(0, 40)


@given(COUNTS, COUNTS, COUNTS, COUNTS, SHARES, SHARES, st.booleans(), st.booleans(), st.booleans())
def test_the_outcome_is_the_one_the_rule_says(
    yes: int,
    no: int,
    abstain: int,
    away: int,
    q: Fraction,
    t: Fraction,
    affirmative: bool,
    seats: bool,
    strict: bool,
) -> None:
    total = yes + no + abstain + away
    counted = "affirmative" if affirmative else "all"
    rule = {
        "quorum": {"of": "seats", "share": str(q), "count": counted},
        "threshold": {"of": "seats" if seats else "cast", "share": str(t), "strict": strict},
    }
    base = total if seats else yes + no
    enough = yes * t.denominator > t.numerator * base or (
        not strict and yes * t.denominator == t.numerator * base
    )
    took_part = yes if affirmative else yes + no + abstain
    expected = "adopted" if enough and yes != no else "rejected"
    if took_part * q.denominator < q.numerator * total:
        expected = "no_quorum"
    assert outcome(yes, no, abstain, seats=total, rule=rule) == expected


@given(
    st.lists(st.tuples(st.sampled_from(["yes", "no", "abstain"]), st.integers(0, 5), SHARES), max_size=12),
    st.randoms(),
)
def test_neither_order_nor_the_way_votes_are_put_together_matters(
    votes: list[tuple[str, int, Fraction]], chance: random.Random
) -> None:
    rows = [{"choice": choice, "count": count, "weight": str(weight)} for choice, count, weight in votes]
    apart = [{**row, "count": 1} for row in rows for _ in range(int(str(row["count"])))]
    chance.shuffle(apart)
    asked = {"method": "majority", "options": ["yes", "no"]}
    assert tallies.tally({**asked, "votes": rows}) == tallies.tally({**asked, "votes": apart})


@given(COUNTS, COUNTS, SHARES, st.booleans())
def test_one_more_yes_never_undoes_an_adoption(yes: int, no: int, share: Fraction, strict: bool) -> None:
    rule = threshold(share=str(share), strict=strict)
    if share >= Fraction(1, 2) and outcome(yes, no, rule=rule) == "adopted":
        assert outcome(yes + 1, no, rule=rule) == "adopted"


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"options": ["yes"]}, "/options"),
        ({"options": ["yes", "no", "maybe"]}, "/options"),
        ({"options": ["yes", "yes"]}, "/options/1"),
        ({"options": ["yes", "abstain"]}, "/options/1"),
        ({"options": ["yes", ""]}, "/options/1"),
        ({"votes": [{"choice": "maybe"}]}, "/votes/0/choice"),
        ({"votes": [{"choice": ["yes"]}]}, "/votes/0/choice"),
        ({"votes": [{"voter": "a"}]}, "/votes/0"),
        ({"votes": [{"voter": "a", "choice": "yes"}, {"voter": "a", "choice": "yes"}]}, "/votes/1/voter"),
        ({"votes": [{"choice": "yes", "weight": 1}]}, "/votes/0/weight"),
        ({"votes": [{"choice": "yes", "weight": "-1"}]}, "/votes/0/weight"),
        ({"votes": [{"choice": "yes", "weight": "1/0"}]}, "/votes/0/weight"),
        ({"votes": [{"choice": "yes", "count": -1}]}, "/votes/0/count"),
        ({"votes": [{"choice": "yes", "count": True}]}, "/votes/0/count"),
        ({"votes": [{"choice": "yes", "colour": "red"}]}, "/votes/0/colour"),
        ({"votes": {}}, "/votes"),
        ({"rule": {"quorum": QUORUM}}, ""),
        ({"rule": {"threshold": {"of": "seats", "share": "1/2"}}}, ""),
        ({"rule": {"quorum": {"of": "cast", "share": "1/2"}}, "seats": 9}, "/rule/quorum/of"),
        ({"rule": {"quorum": {**QUORUM, "count": "most"}}, "seats": 9}, "/rule/quorum/count"),
        ({"rule": {"threshold": {"of": "cast", "share": "3/2"}}}, "/rule/threshold/share"),
        ({"rule": {"threshold": {"of": "cast", "share": "1/2", "strict": 1}}}, "/rule/threshold/strict"),
        ({"rule": {"majority": {}}}, "/rule/majority"),
        ({"seats": 0, "votes": [{"choice": "yes"}]}, "/seats"),
        ({"tie_order": ["yes"]}, "/tie_order"),
        ({"costs": {}}, "/costs"),
    ],
)
def test_a_question_that_contradicts_itself_is_refused_with_a_pointer(
    change: dict[str, Any], at: str
) -> None:
    assert refused({**ask(), **change}).at == at


@pytest.mark.parametrize("payload", [{}, {"method": "dice"}, {"method": ["majority"]}, [], None, "majority"])
def test_what_names_no_method_is_refused(payload: object) -> None:
    assert refused(payload).name in ("no_such_method", "bad_input")


def test_a_tie_names_what_it_failed_and_nothing_that_held() -> None:
    plain = tallies.tally(ask(2, 2))
    low = tallies.tally(ask(2, 2, rule=threshold(share="1/3")))
    assert [(row["name"], row["holds"]) for row in plain["checks"]] == [("threshold", False)]
    assert [(row["name"], row["holds"]) for row in low["checks"]] == [
        ("threshold", True),
        ("not_equal", False),
    ]
    assert plain["outcome"] == low["outcome"] == "rejected"


def test_a_member_that_is_unknown_is_told_what_there_may_be_each_once() -> None:
    with pytest.raises(Refusal) as no:
        tallies.tally({"method": "majority", "options": ["yes", "no"], "votes": [], "colour": "red"})
    told = str(no.value)
    assert no.value.at == "/colour" and all(told.count(name) == 1 for name in ("votes", "options", "seats"))
