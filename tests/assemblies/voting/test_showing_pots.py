# SPDX-License-Identifier: AGPL-3.0-or-later
"""A shared-out pot drawn: what is in it, what did not come in, and the reason where it is known."""

import pytest
from django.utils import translation

from governance.papers import Option, Paper
from tests.assemblies.voting.shown import SHARED, answer, by_class, of, page, pot, ribbon, table, words


class TestPots:
    def test_the_pot_is_filled_project_by_project_and_what_is_left_stays_empty(self):
        drawn = page(of(SHARED, pot()))
        (bar,) = by_class(drawn, "potbar")
        widths = [width for _, width in ribbon(bar)]
        assert widths == pytest.approx([100 * n / 24000 for n in (9800, 7500, 6000)], abs=0.001)
        bars = [r.get("width") for r in drawn.iter("rect") if set(r.get("class").split()) & {"won", "other"}]
        assert [float(w) for w in bars if "%" not in w] == pytest.approx(
            [400 * n / 1310 for n in (1310, 1204, 980, 611, 2)], abs=0.06
        )
        assert "£23,300 of £24,000 goes out" in words(drawn) and "£700 left" in words(drawn)

    def test_in_arabic_it_is_filled_from_the_right(self):
        with translation.override("ar"):
            (bar,) = by_class(page(of(SHARED, pot())), "potbar")
        first = next(r for r in bar.iter("rect") if "k1" in r.get("class").split())
        assert float(first.get("x")[:-1]) == pytest.approx(100 - 100 * 9800 / 24000, abs=0.001)

    def test_funded_and_not_stand_apart_with_price_and_votes(self):
        drawn = page(of(SHARED, pot()))
        funded, unfunded = ([words(li) for li in ul] for ul in drawn.iter("ul"))
        assert funded[0] == "1 Shelves £9,800 · 1,310 votes" and len(funded) == 3
        assert unfunded[0] == "Tools £4,200 · 611 votes £700 left is not enough."
        assert table(drawn)["Wardens"] == ["£6,000", "980", "yes"]
        assert table(drawn)["Mural"] == ["£700", "2", "no"]

    @pytest.mark.parametrize(
        ("asked", "why"),
        [
            (pot("stop"), "One before it did not fit, and nothing after that is funded."),
            (pot("threshold", minimum=100), "It has fewer votes than the 100 that were needed."),
            (
                pot("", "budget-mes"),
                "Those who want it could not pay for it from their equal shares of the pot.",
            ),
            (pot("skip"), ""),
        ],
    )
    def test_why_something_is_not_funded_is_said_where_it_is_known(self, asked, why):
        assert of(SHARED, asked)["unfunded"][-1]["why"] == why

    def test_nothing_is_funded_and_nothing_divides_by_it(self):
        given = answer(outcome="no_quorum", funded=[], spent="0", counts={})
        drawn = page(of(given, pot()))
        assert "Nothing is funded." in words(drawn) and "£24,000 left" in words(drawn)
        assert len(list(drawn.iter("li"))) == 5 and "not enough" not in words(drawn)

    def test_what_equals_left_open_is_marked_and_no_reason_is_made_up(self):
        given = {**SHARED, "outcome": "tied", "winners": ["1"], "funded": ["1"], "spent": "9800"}
        said = [{"code": "shared_tied", "facts": {"options": ["2", "3"]}}]
        tied = {"said": said, "ties": [["2", "3"]], "order": [["1"], ["2", "3"], ["4"], ["5"]]}
        c = of({**given, **tied}, pot("stop"))
        assert [(row["name"], row["tied"], bool(row["why"])) for row in c["unfunded"]] == [
            ("Ramp", True, False),
            ("Wardens", True, False),
            ("Tools", False, True),
            ("Mural", False, True),
        ]
        drawn = page(c)
        funded, open_, out = ([words(li)[:9] for li in ul] for ul in drawn.iter("ul"))
        assert (funded, open_, out) == (
            ["1 Shelves"],
            ["Ramp tied", "Wardens t"],
            ["Tools £4,", "Mural £70"],
        )
        assert "£9,800 of £24,000 goes out for certain" in words(drawn)
        assert [table(drawn)[name][-1] for name in ("Ramp", "Tools")] == ["uncertain", "no"]

    def test_where_too_many_ways_were_equal_all_that_anyone_chose_is_uncertain(self):
        given = {**SHARED, "outcome": "tied", "funded": [], "spent": "0", "said": [], "ties": []}
        c = of({**given, "counts": {**SHARED["counts"], "5": 0}}, pot("", "budget-mes"))
        assert [row["tied"] for row in c["unfunded"]] == [True] * 4 + [False]
        assert "Nothing is funded for certain." in words(page(c)) and "could not pay" not in words(page(c))

    def test_pieces_of_one_thing_are_told_apart(self):
        asked = Paper(
            "budget-greedy",
            options=(Option("1", "Bench", costs="100.5", most=3), Option("2", "Tree", costs="10")),
            pot="211",
            unit="h",
            variant="skip",
        )
        given = answer(
            winners=["1.1", "1.2", "2"],
            funded=["1.1", "1.2", "2"],
            spent="211",
            order=[["1.1"], ["1.2"], ["2"], ["1.3"]],
            counts={"1.1": 9, "1.2": 5, "1.3": 1, "2": 3},
        )
        drawn = page(of(given, asked))
        assert list(table(drawn)) == ["Bench (1)", "Bench (2)", "Tree", "Bench (3)"]
        assert table(drawn)["Bench (2)"] == ["100.5 h", "5", "yes"]
        assert "0 h left is not enough." in words(drawn) and words(drawn).count(" left") == 1
        assert [words(li) for li in drawn.iter("li")] == [
            "1 Bench 2 of 3 funded 100.5 h each · 9 votes 0 h left is not enough.",
            "2 Tree 10 h · 3 votes",
        ]
        assert by_class(drawn, "other") == []

    def test_what_nobody_chose_is_one_row_a_project_and_one_reason(self):
        asked = Paper(
            "budget-mes",
            options=(Option("1", "Month", costs="5", most=12), Option("2", "Tree", costs="10", most=3)),
            pot="15",
        )
        given = answer(funded=["1.1", "1.2", "1.3"], spent="15", counts={"1.1": 4, "1.2": 4, "1.3": 1})
        rows = [words(li) for li in page(of(given, asked)).iter("li")]
        assert rows == ["1 Month 3 of 12 funded 5 each · 4 votes", "Tree 10 each Nobody chose it."]

    def test_of_many_projects_the_later_ones_are_a_press_away_and_none_is_lost(self):
        many = tuple(Option(str(n), f"Bench {n}.", costs="1") for n in range(1, 61))
        asked = Paper("budget-greedy", options=many, pot="30", variant="skip")
        pieces = list(asked.names())
        counts = {piece: 100 - at for at, piece in enumerate(pieces)}
        given = answer(funded=pieces[:30], spent="30", order=[[piece] for piece in pieces], counts=counts)
        drawn = page(of(given, asked))
        folded = [[words(li).split(" 1 ")[0] for li in d.iter("li")] for d in drawn.iter("details")][:2]
        assert [len(one) for one in folded] == [15, 15]
        assert len(list(drawn.iter("li"))) == 60 and list(table(drawn)) == list(asked.names().values())
