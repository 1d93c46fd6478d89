# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rounds drawn: every number of every round is there, and no vote is lost on its way from bar to bar."""

import re
from fractions import Fraction
from itertools import pairwise

import pytest
from django.utils import translation

from assemblies.wording import counts
from governance import tallies
from governance.papers import Option, Paper
from tests.assemblies.voting.shown import (
    STV,
    answer,
    by_class,
    counted,
    of,
    page,
    paper,
    ribbon,
    table,
    words,
)


class TestRounds:
    @pytest.mark.parametrize("seed", range(8))
    def test_every_number_of_every_round_stands_in_the_table(self, seed):
        tally, asked = counted("irv", 6, 25, seed, tie_order=[str(i) for i in range(1, 7)])
        rows = table(page(of(tally, asked)))
        for option, name in asked.names().items():
            cells = next(cells for told, cells in rows.items() if told.removesuffix(" chosen") == name)
            assert cells == [str(one["counts"].get(option, "–")) for one in tally["rounds"]]
        assert rows["For nobody any more"] == [str(one["exhausted"]) for one in tally["rounds"]]

    @pytest.mark.parametrize("seed", range(8))
    def test_bars_are_cut_by_the_votes_and_no_vote_is_lost_on_the_way(self, seed):
        tally, asked = counted("irv", 7, 30, seed, tie_order=[str(i) for i in range(1, 8)])
        c = of(tally, asked)
        hue = {row["key"]: row["cls"] for row in c["rows"]}
        for one, strip in zip(tally["rounds"], by_class(page(c), "strip"), strict=True):
            total = sum(one["counts"].values()) + one["exhausted"]
            expected = {hue[option]: 100 * n / total for option, n in one["counts"].items() if n}
            expected |= {"gone": 100 * one["exhausted"] / total} if one["exhausted"] else {}
            assert dict(ribbon(strip)) == pytest.approx(expected, abs=0.002)
            assert sum(width for _, width in ribbon(strip)) == pytest.approx(100, abs=0.01)

    @pytest.mark.parametrize("seed", range(8))
    def test_bands_begin_and_end_side_by_side_and_fill_what_they_lead_from_and_to(self, seed):
        tally, asked = counted("irv", 7, 30, seed, tie_order=[str(i) for i in range(1, 8)])
        strips = by_class(page(of(tally, asked)), "strip")
        for strip in strips[:-1]:
            ends = [re.findall(r"-?[\d.]+", path.get("d")) for path in by_class(strip, "band")]
            top = sorted((float(e[0]), float(e[-2])) for e in ends)
            foot = sorted((float(e[6]), float(e[8])) for e in ends)
            for row in (top, foot):
                assert row[0][0] == pytest.approx(0, abs=0.2) and row[-1][1] == pytest.approx(1000, abs=0.2)
                assert all(a[1] == pytest.approx(b[0], abs=0.3) for a, b in pairwise(row))

    def test_each_move_stands_in_the_table_and_the_largest_beside_the_round(self):
        drawn = page(of(answer(**STV), paper("stv", 4, places=2)))
        moves = [
            [words(row[0]), words(row[1]), *(words(li) for li in row.iter("li"))]
            for row in list(drawn.iter("tbody"))[1]
        ]
        assert moves == [
            ["1", "Option 1", "Option 2 : ≈ 10.667", "Option 3 : ≈ 2.667", "nobody any more: ≈ 2.667"],
            ["2", "Option 4", "Option 2 : 10", "nobody any more: 4"],
        ]
        told = [words(p) for p in by_class(drawn, "moved")]
        assert (
            told[0]
            == "Votes move on: ≈ 10.667 to “Option 2”, ≈ 2.667 to “Option 3”, ≈ 2.667 to nobody any more."
        )

    def test_who_was_elected_keeps_the_quota_in_the_picture(self):
        c = of(answer(**STV), paper("stv", 4, places=2))
        widths = [dict(ribbon(strip)) for strip in by_class(page(c), "strip")]
        assert [w["k1"] for w in widths] == [50, 34, 34]
        assert all(sum(w.values()) == pytest.approx(100, abs=0.01) for w in widths)

    def test_the_quota_is_a_line_in_each_part_that_holds_it_and_on_each_bar_of_votes(self):
        drawn = page(of(answer(**STV), paper("stv", 4, places=2)))
        lines = [
            [float(e.get("x1")[:-1]) for e in by_class(strip, "rule")] for strip in by_class(drawn, "strip")
        ]
        assert lines == [[34], [34], [34, 68]]
        ruler = next(iter(by_class(drawn, "ruler")))
        assert ruler[0].get("x2") == "34%" and len(by_class(drawn, "tick")) == 4
        assert "34" in words(next(drawn.iter("figcaption")))

    def test_half_of_what_still_counts_is_the_line_of_a_run_off(self):
        tally, asked = counted("irv", 3, 20, 4, tie_order=["1", "2", "3"])
        for one, strip in zip(tally["rounds"], by_class(page(of(tally, asked)), "strip"), strict=True):
            still = sum(one["counts"].values())
            (line,) = by_class(strip, "rule")
            assert float(line.get("x1")[:-1]) == pytest.approx(
                50 * still / (still + one["exhausted"]), abs=0.01
            )

    def test_a_run_off_has_the_bars_of_its_last_round_and_half_of_them_as_the_line(self):
        tally, asked = counted("irv", 6, 25, 2, tie_order=[str(i) for i in range(1, 7)])
        last = tally["rounds"][-1]["counts"]
        for row in of(tally, asked)["rows"]:
            assert row["n"] == last.get(row["key"]) and row["mark"] == 0.5
            assert row["length"] == pytest.approx(last.get(row["key"], 0) / sum(last.values()))

    @pytest.mark.parametrize("seed", range(8))
    def test_what_the_law_says_of_a_round_stands_beside_it_and_not_twice(self, seed):
        tally, asked = counted("stv", 6, 14, seed, tie_order=list("123456"), places_to_fill=2)
        c = of(tally, asked)
        told = counts.sentences(tally, asked)
        head, below = counts.parted(told, c["drawn"])
        beside = [sentence for step in c["steps"] for sentence in step["said"]]
        assert head == told[0].text and tally["said"][0]["code"] == "chosen"
        for one in told[1:]:
            assert (one.text in beside) is (one.code in counts.BESIDE)
            assert (one.text in below) is (one.code not in counts.BESIDE)

    def test_what_became_of_each_is_said(self):
        c = of(answer(**STV), paper("stv", 4, places=2))
        assert [(row["became"], str(row["n"])) for row in c["rows"]] == [
            ("Won in round 1", "50"),
            ("Won in round 3", "122/3"),
            ("Still in at the end", "56/3"),
            ("Left after round 2", "14"),
        ]

    def test_a_count_that_stopped_tied_marks_those_left(self):
        tally, asked = counted("irv", 2, 0, 0)
        assert tally["outcome"] == "tied"
        drawn = page(of(tally, asked))
        assert words(drawn).count("Tied when the count stopped") == 2 and not by_class(drawn, "strip")

    def test_sixty_options_keep_every_number_and_draw_the_last_rounds(self):
        tally, asked = counted("irv", 60, 200, 3, tie_order=[str(i) for i in range(1, 61)])
        assert len(tally["rounds"]) > 12
        drawn = page(of(tally, asked))
        assert len(by_class(drawn, "strip")) == 12
        rows = table(drawn)
        assert len(rows) == 61 and {len(cells) for cells in rows.values()} == {len(tally["rounds"])}
        assert f"The first {len(tally['rounds']) - 12} rounds are not drawn" in words(drawn)

    def test_in_arabic_the_best_stands_on_the_right(self):
        with translation.override("ar"):
            drawn = page(of(answer(**STV), paper("stv", 4, places=2)))
        strip = by_class(drawn, "strip")[0]
        first = next(r for r in strip.iter("rect") if "k1" in r.get("class").split())
        assert (first.get("x"), first.get("width")) == ("50%", "50%")
        assert [e.get("x1") for e in by_class(strip, "rule")] == ["66%"]
        assert by_class(drawn, "ruler")[0][0].get("x1") == "66%"

    def test_in_arabic_bands_lead_where_they_lead_in_english_seen_from_the_other_side(self):
        def ends(drawn):
            paths = [re.findall(r"-?[\d.]+", path.get("d")) for path in by_class(drawn, "band")]
            return [tuple(float(e[at]) for at in (0, -2, 6, 8)) for e in paths]

        c = (answer(**STV), paper("stv", 4, places=2))
        here = ends(page(of(*c)))
        with translation.override("ar"):
            there = ends(page(of(*c)))
        turned = [(1000 - b, 1000 - a, 1000 - e, 1000 - d) for a, b, d, e in here]
        assert len(here) == 13 and [pytest.approx(one, abs=0.11) for one in turned] == there

    def test_what_is_lost_by_cutting_off_decimals_counts_for_nobody(self):
        first = {"counts": {"1": 60, "2": 40}, "elected": ["1"], "excluded": [], "exhausted": 0, "lost": 0}
        rounds = [
            {**first, "moved": [{"from": "1", "to": "2", "amount": 5}]},
            {**first, "counts": {"1": 51, "2": 45}, "moved": [], "exhausted": 1, "lost": 3},
        ]
        given = answer(
            winners=["1"], order=[["1"], ["2"]], counts=rounds[0]["counts"], rounds=rounds, quota=51
        )
        drawn = page(of(given, paper("stv", 2)))
        assert dict(ribbon(by_class(drawn, "strip")[1])) == {"k1": 51, "k2": 45, "gone": 4}
        assert table(drawn)["Lost by cutting off decimals"] == ["0", "3"]
        assert table(drawn)["For nobody any more"] == ["0", "1"]

    def test_of_many_moves_the_largest_are_told_and_how_many_more_there_are(self):
        counts = {str(i): 10 * i for i in range(1, 9)}
        moved = [{"from": "1", "to": str(i), "amount": i - 1} for i in range(2, 9)]
        after = {"counts": {k: n for k, n in counts.items() if k != "1"}, "moved": [], "exhausted": 0}
        rounds = [
            {"counts": counts, "elected": [], "excluded": ["1"], "moved": moved, "exhausted": 0},
            {**after, "elected": ["8"], "excluded": []},
        ]
        given = answer(winners=["8"], order=[[str(i)] for i in range(8, 0, -1)], counts=counts, rounds=rounds)
        (told,) = (words(p) for p in by_class(page(of(given, paper("irv", 8))), "moved"))
        assert told.startswith(
            "Votes move on: 7 to “Option 8”, 6 to “Option 7”, 5 to “Option 6”, 4 to “Option 5”"
        )
        assert told.endswith("and 3 more.")

    def test_who_is_sure_of_a_place_though_the_count_stopped_is_told_from_who_is_tied(self):
        last = {**STV["rounds"][0], "elected": [], "moved": []}
        given = answer(
            **{
                **STV,
                "outcome": "tied",
                "winners": ["1"],
                "rounds": [last],
                "order": [["1"], ["2", "3", "4"]],
            }
        )
        became = [row["became"] for row in of(given, paper("stv", 4, places=2))["rows"]]
        assert became == ["Sure of a place when the count stopped"] + ["Tied when the count stopped"] * 3

    def test_of_several_ways_that_elect_the_same_one_is_drawn_and_said_to_be_one(self):
        votes = [("1", 7), ("21", 4), ("31", 4), ("4", 9), ("5", 1)]
        rows = [{"choice": [[one] for one in order], "count": n} for order, n in votes]
        tally = tallies.tally({"method": "irv", "options": list("12345"), "votes": rows})
        c = of(tally, paper("irv", 5))
        assert [(row["key"], row["became"]) for row in c["rows"]] == [
            ("1", "Won in round 4 of those shown"),
            ("4", "Still in at the end"),
            ("2", "Left after round 3 of those shown"),
            ("3", "Left after round 2 of those shown"),
            ("5", "Left after round 1"),
        ]
        first, second = (step["said"] for step in c["steps"][:2])
        assert first == ["“Option 5” leaves."]
        assert second[0].startswith("In round 2 nothing tells “2”, “3” apart, who have fewest votes")
        assert second[1:] == ["“Option 3” leaves."]
        assert "From round 2 on one of several ways is drawn; the same win in all of them." in words(page(c))
        with translation.override("ar"):
            assert "تُرسم واحدة من عدّة طرق" in words(page(of(tally, paper("irv", 5))))
        ordered, asked = counted("irv", 6, 25, 2, tie_order=list("123456"))
        assert "one of several ways" not in words(page(of(ordered, asked)))

    def test_of_several_ways_that_fill_the_places_alike_one_is_drawn(self):
        votes = [("1", 7), ("21", 4), ("31", 4), ("4", 8)]
        rows = [{"choice": [[one] for one in order], "count": n} for order, n in votes]
        asked = {"method": "stv", "options": list("1234"), "votes": rows, "places_to_fill": 2}
        c = of(tallies.tally(asked), paper("stv", 4, places=2))
        became = {row["key"]: row["became"] for row in c["rows"]}
        assert (became["4"], became["1"]) == ("Won in round 1", "Won in round 2 of those shown")
        assert became["3"] == "Left after round 1 of those shown"
        assert any("whoever of them leaves, the same win" in sentence for sentence in c["steps"][0]["said"])
        assert "From round 1 on one of several ways is drawn" in words(page(c))

    def test_what_is_written_in_a_part_fits_in_it(self):
        asked = Paper("irv", options=tuple(Option(str(i), "x" * 3 * i) for i in range(1, 8)))
        tally, _ = counted("irv", 7, 30, 1, tie_order=[str(i) for i in range(1, 8)])
        strip = by_class(page(of(tally, asked)), "strip")[0]
        parts = {
            (float(r.get("x")[:-1]) + float(r.get("width")[:-1]) / 2): float(r.get("width")[:-1])
            for r in strip.iter("rect")
        }
        written = [(t.text, t.get("class"), float(t.get("x")[:-1])) for t in strip.iter("text")]
        assert any("x" in text for text, *_ in written) and any(text.isdecimal() for text, *_ in written)
        for text, cls, at in written:
            width = next(w for middle, w in parts.items() if middle == pytest.approx(at, abs=0.01))
            assert len(text) * 7 <= width / 100 * (510 if "if-wide" in cls else 300)

    def test_without_a_quorum_there_are_no_rounds_and_first_choices_stand_as_bars(self):
        given = answer(outcome="no_quorum", rounds=[], counts={"1": 2, "2": 1, "abstain": 0})
        c = of(given, paper("irv", 2))
        assert c["part"] == "voting/counts/_bars.html" and [row["n"] for row in c["rows"]] == [2, 1]
        assert not any(row["won"] or row["tied"] for row in c["rows"])

    @pytest.mark.parametrize("variant", [{}, {"variant": "scottish"}])
    @pytest.mark.parametrize("seed", range(6))
    def test_the_laws_own_transfers_fill_each_bar_and_stand_in_the_table(self, seed, variant):
        order = [str(i) for i in range(1, 8)]
        tally, asked = counted("stv", 7, 40, seed, places_to_fill=3, tie_order=order, **variant)
        c = of(tally, asked)
        drawn = page(c)
        for one, strip in zip(tally["rounds"][-12:], by_class(drawn, "strip"), strict=True):
            widths, gone = dict(ribbon(strip)), Fraction(one["exhausted"]) + Fraction(one.get("lost", 0))
            counts = {row["cls"]: Fraction(one["counts"].get(row["key"], 0)) for row in c["rows"]}
            whole = sum(counts.values()) + gone
            for cls, n in {**counts, "gone": gone}.items():
                assert widths.get(cls, 0) == pytest.approx(float(100 * n / whole), abs=0.002)
            assert sum(widths.values()) == pytest.approx(100, abs=0.01)
        assert ("Lost by cutting off decimals" in table(drawn)) == bool(variant)
        assert {row["key"] for row in c["rows"] if row["won"]} == set(tally["winners"])
