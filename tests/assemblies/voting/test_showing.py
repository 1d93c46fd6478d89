# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures of counts say the law's numbers, each of them, and neither ties nor odd numbers nor many options lose any."""

import re

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from governance import tallies
from governance.papers import Option, Paper
from tests.assemblies.voting.shown import (
    SHARED,
    STV,
    answer,
    by_class,
    counted,
    of,
    page,
    paper,
    table,
    words,
)

HOSTILE = "<script>&\"'>"


class TestBars:
    def test_each_option_stands_with_its_number_and_the_chosen_one_is_marked(self):
        drawn = page(
            of(
                answer(winners=["2"], order=[["2"], ["1"], ["3"]], counts={"1": 10, "2": 30, "3": 0}),
                paper("plurality", 3),
            )
        )
        rows = [words(li) for li in drawn.iter("li")]
        assert rows == ["Option 2 chosen 30 (75%)", "Option 1 10 (25%)", "Option 3 0 (0%)"]
        assert table(drawn)["Option 1"] == ["10", "25%"]

    def test_bars_are_as_long_as_their_numbers(self):
        c = of(
            answer(winners=["1"], order=[["1"], ["2"], ["3"]], counts={"1": 8, "2": 4, "3": 0}),
            paper("score", 3),
        )
        widths = [float(r.get("width")) for r in page(c).iter("rect") if "track" not in r.get("class")]
        assert widths == [400, 200, 0]

    def test_shares_are_said_only_where_what_is_counted_was_given_to_one_or_another(self):
        given = answer(winners=["1"], order=[["1"], ["2"]], counts={"1": 8, "2": 4})
        told = {m: words(page(of(given, paper(m, 2)))).count("%") for m in ("dots", "approval", "score")}
        assert told == {"dots": 4, "approval": 0, "score": 0}

    def test_all_of_a_tie_are_marked_and_nobody_else(self):
        tied = answer(outcome="tied", order=[["3", "1"], ["2"]], counts={"1": 5, "2": 1, "3": 5})
        c = of(tied, paper("approval", 3))
        assert {row["key"] for row in c["rows"] if row["tied"]} == {"1", "3"}
        assert words(page(c)).count("tied") == 2 * 2, "in the bars and in the table"

    def test_a_tie_behind_certain_winners_is_the_uncertain_one(self):
        given = answer(
            outcome="tied",
            winners=["1"],
            order=[["1"], ["2", "3"], ["4"]],
            counts={"1": 9, "2": 5, "3": 5, "4": 1},
        )
        rows = of(given, paper("approval", 4, places=2))["rows"]
        assert [(row["won"], row["tied"]) for row in rows] == [
            (True, False),
            (False, True),
            (False, True),
            (False, False),
        ]

    def test_ties_that_were_resolved_are_not_marked(self):
        given = answer(winners=["1"], order=[["1"], ["2"]], counts={"1": 5, "2": 5}, ties=[["1", "2"]])
        assert not any(row["tied"] for row in of(given, paper("plurality", 2))["rows"])

    def test_places_filled_one_by_one_say_what_each_had_in_each_round(self):
        votes = [{"choice": ["1", "2"], "count": 5}, {"choice": ["3"], "count": 3}, {"choice": ["2"]}]
        asked = {"method": "spav", "options": ["1", "2", "3"], "votes": votes, "places_to_fill": 2}
        drawn = page(of(tallies.tally(asked), paper("spav", 3, places=2)))
        assert table(drawn, 1) == {
            "Option 2 chosen": ["6 chosen", ""],
            "Option 3 chosen": ["3", "3 chosen"],
            "Option 1": ["5", "2.5"],
        }

    def test_places_that_are_filled_at_once_are_marked_in_their_round(self):
        votes = [{"choice": ["1"], "count": 3}, {"choice": ["2"], "count": 3}, {"choice": ["3"]}]
        asked = {"method": "spav", "options": ["1", "2", "3"], "votes": votes, "places_to_fill": 2}
        rows = table(page(of(tallies.tally(asked), paper("spav", 3, places=2))), 1)
        assert rows == {"Option 1 chosen": ["3 chosen"], "Option 2 chosen": ["3 chosen"], "Option 3": ["1"]}

    def test_nobody_voted_and_every_option_still_stands(self):
        c = of(answer(outcome="tied", order=[["1", "2"]], counts={"1": 0, "2": 0}), paper("dots", 2))
        assert [(row["n"], row["length"], row["share"]) for row in c["rows"]] == [(0, 0, "0%")] * 2
        assert len(list(page(c).iter("li"))) == 2

    def test_sixty_options_are_all_there_the_later_ones_a_press_away(self):
        counts = {str(i): 100 - i for i in range(1, 61)}
        drawn = page(
            of(
                answer(winners=["1"], order=[[str(i)] for i in range(1, 61)], counts=counts),
                paper("dots", 60),
            )
        )
        folded = next(drawn.iter("details"))
        assert len(list(folded.iter("li"))) == 45 and "45" in words(next(folded.iter("summary")))
        assert len(list(drawn.iter("li"))) == 60
        assert {n: cells[0] for n, cells in table(drawn).items() if "chosen" not in n} == {
            f"Option {i}": str(100 - i) for i in range(2, 61)
        }

    def test_no_chosen_and_no_tied_option_is_folded_away(self):
        counts = {str(i): 7 for i in range(1, 31)}
        c = of(
            answer(outcome="tied", order=[[str(i) for i in range(1, 26)], ["26"]], counts=counts),
            paper("approval", 30),
        )
        assert sum(row["tied"] for row in c["rows"]) == 25 and not any(row["tied"] for row in c["others"])

    @pytest.mark.parametrize(
        ("n", "told"),
        [
            (10**30, "1" + ",000" * 10),
            ("5/3", "≈ 1.667"),
            ("2.5", "2.5"),
            ("123456789/7000001", "≈ 17.637"),
            (f"{10**400}/3", None),
        ],
    )
    def test_huge_numbers_and_fractions_are_said_and_drawn(self, n, told):
        drawn = page(
            of(answer(winners=["1"], order=[["1"], ["2"]], counts={"1": n, "2": 1}), paper("score", 2))
        )
        assert told is None or told in words(next(drawn.iter("li")))
        assert float(next(r for r in drawn.iter("rect") if "won" in r.get("class")).get("width")) == 400

    def test_what_is_rounded_keeps_the_exact_number_beside_it(self):
        drawn = page(
            of(
                answer(winners=["1"], order=[["1"], ["2"]], counts={"1": "123456789/7000001", "2": 1}),
                paper("score", 2),
            )
        )
        assert {data.get("value") for data in drawn.iter("data")} == {"123456789/7000001"}

    def test_those_of_no_opinion_are_said_and_have_no_bar(self):
        drawn = page(
            of(
                answer(winners=["1"], order=[["1"], ["2"]], counts={"1": 3, "2": 1, "abstain": 4}),
                paper("plurality", 2),
            )
        )
        assert "No opinion: 4." in words(drawn) and len(list(drawn.iter("li"))) == 2
        assert table(drawn)["No opinion"][0] == "4" and "(75%)" in words(drawn)

    def test_a_name_cannot_break_out(self):
        asked = Paper("plurality", options=(Option("1", HOSTILE), Option("2", "x")))
        given = answer(winners=["1"], order=[["1"], ["2"]], counts={"1": 3, "2": 1})
        text = render_to_string("voting/counts/_bars.html", {"c": of(given, asked)})
        assert HOSTILE not in text and "&lt;script&gt;" in text


class TestConsent:
    def test_agreeing_standing_aside_and_objecting_are_told_apart(self):
        given = answer(outcome="returned", counts={"agree": 41, "stand_aside": 6, "object": 2, "abstain": 1})
        drawn = page(of(given, Paper("consent")))
        assert table(drawn) == {
            "I agree": ["41", "82%"],
            "I stand aside": ["6", "12%"],
            "I object": ["2", "4%"],
            "No opinion": ["1", "2%"],
        }
        assert [r.get("class") for r in drawn.iter("rect")] == ["b yes", "b aside", "b no", "b abs"]

    def test_nobody_answered(self):
        drawn = page(
            of(
                answer(outcome="rejected", counts={"agree": 0, "stand_aside": 0, "object": 0}),
                Paper("consent"),
            )
        )
        assert not list(drawn.iter("rect")) and table(drawn)["I agree"] == ["0", "0%"]


class TestPairs:
    @pytest.mark.parametrize("method", ["schulze", "ranked-pairs"])
    @pytest.mark.parametrize("n", [2, 5, 10])
    def test_every_pair_stands_in_the_table_with_its_sentence(self, method, n):
        tally, asked = counted(method, n, 40, n, tie_order=[str(i) for i in range(1, n + 1)])
        drawn = page(of(tally, asked))
        order = [option for group in tally["order"] for option in group]
        rows = list(next(drawn.iter("tbody")))
        for one, row in zip(order, rows, strict=True):
            for other, cell in zip(order, row[1:], strict=True):
                if one == other:
                    assert words(cell) == ""
                    continue
                above, below = tally["pairwise"][one][other], tally["pairwise"][other][one]
                said, shown, *aside = (words(span) for span in cell)
                assert shown == str(above)
                if aside:
                    assert method == "ranked-pairs" and aside == [", set aside"] and above > below
                    assert cell.get("class") == "aside"
                    continue
                assert said == f"{above} rank “Option {one}” above “Option {other}”, {below} below it."
                assert cell.get("class") == ("won" if above > below else "lost" if above < below else "even")

    def test_the_winners_row_is_marked_and_stands_against_each_other_one(self):
        tally, asked = counted("schulze", 5, 40, 2, tie_order=["1", "2", "3", "4", "5"])
        drawn, (winner,) = page(of(tally, asked)), tally["winners"]
        (row,) = by_class(drawn, "is-won")
        assert f"Option {winner} chosen" in words(row[0])
        assert [words(li) for li in drawn.iter("li")] == [
            f"Option {other} {tally['pairwise'][winner][other]} to {tally['pairwise'][other][winner]}"
            for group in tally["order"]
            for other in group
            if other != winner
        ]

    def test_a_duel_is_cut_where_the_two_meet(self):
        votes = [{"choice": [["1"], ["2"]], "count": 30}, {"choice": [["2"]], "count": 10}]
        tally = tallies.tally({"method": "schulze", "options": ["1", "2"], "votes": votes})
        (bar,) = by_class(page(of(tally, paper("schulze", 2))), "bar")
        assert [(r.get("class"), r.get("x"), r.get("width")) for r in bar.iter("rect")] == [
            ("b won", None, "300"),
            ("b against", "300", "100"),
        ]

    def test_ranked_pairs_say_which_comparison_was_set_aside_and_by_which_circle(self):
        asked = paper("ranked-pairs", 3)
        votes = [
            {"choice": [[one] for one in order], "count": n}
            for order, n in (("123", 4), ("231", 3), ("312", 2))
        ]
        tally = tallies.tally({"method": "ranked-pairs", "options": list("123"), "votes": votes})
        drawn = page(of(tally, asked))
        (cell,) = by_class(drawn, "aside")
        assert words(cell).endswith("5 , set aside") and len(by_class(drawn, "won")) == 2 + 1
        rows = [words(li) for ol in by_class(drawn, "taken") for li in ol]
        assert rows == [
            "“Option 2” over “Option 3” 7 to 2 kept",
            "“Option 1” over “Option 2” 6 to 3 kept",
            "“Option 3” over “Option 1” 5 to 4 Set aside: it closes a circle with “Option 1” over “Option 2”,"
            " “Option 2” over “Option 3”.",
        ]
        assert "Dashed: set aside" in words(drawn)

    @pytest.mark.parametrize("seed", range(12))
    def test_what_was_set_aside_is_told_as_often_as_the_law_says(self, seed):
        tally, asked = counted("ranked-pairs", 6, 9, seed)
        (check,) = (check for check in tally["checks"] if check["name"] == "pairs_locked")
        c = of(tally, asked)
        assert len(c["taken"]) == int(check["bound"])
        assert sum(not row["why"] for row in c["taken"]) == int(check["value"])
        assert all(" over " in row["why"] for row in c["taken"] if row["why"])

    def test_without_a_winner_no_row_is_marked(self):
        tally, asked = counted("schulze", 3, 0, 0)
        drawn = page(of(tally, asked))
        assert tally["outcome"] == "tied" and not by_class(drawn, "is-won") and not list(drawn.iter("li"))
        assert words(drawn).count("tied") == 3

    def test_weights_that_are_fractions_stay_exact(self):
        votes = [
            {"choice": [["1"], ["2"]], "weight": "1/3", "count": 5},
            {"choice": [["2"]], "weight": "1/2"},
        ]
        tally = tallies.tally({"method": "schulze", "options": ["1", "2"], "votes": votes})
        assert words(next(page(of(tally, paper("schulze", 2))).iter("li"))) == "Option 2 ≈ 1.667 to 0.5"

    def test_sixty_options_keep_every_number(self):
        tally, asked = counted("schulze", 60, 60, 1, tie_order=[str(i) for i in range(1, 61)])
        drawn = page(of(tally, asked))
        cells = [[words(cell) for cell in row[1:]] for row in next(drawn.iter("tbody"))]
        order = [option for group in tally["order"] for option in group]
        assert cells == [["" if a == b else str(tally["pairwise"][a][b]) for b in order] for a in order]


def test_every_part_is_drawn_in_arabic_without_a_word_of_english():
    """Names are the network's own, here numbers alone."""
    with translation.override("ar"):
        for given, asked in (
            (
                answer(winners=["1"], order=[["1"], ["2"], ["3"]], counts={"1": 2, "2": 1, "3": 0}),
                Paper("plurality", options=tuple(Option(i, i) for i in "123")),
            ),
            (answer(**STV), Paper("stv", options=tuple(Option(i, i) for i in "1234"), places=2)),
            (
                SHARED,
                Paper("budget-greedy", options=tuple(Option(i, i, costs="9") for i in "12345"), pot="30000"),
            ),
            (counted("schulze", 3, 9, 1)[0], Paper("schulze", options=tuple(Option(i, i) for i in "123"))),
            (answer(counts={"agree": 3, "stand_aside": 1, "object": 1}), Paper("consent")),
        ):
            told = words(page(of(given, asked)))
            assert not re.search("[A-Za-z]{2,}", told), told
