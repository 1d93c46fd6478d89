# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures say what they are given, fit their frames, and never carry a script or a style."""

from itertools import combinations, pairwise
from math import hypot
from xml.etree import ElementTree

import pytest

from assemblies.pictures import bars, bowls, lines, packing

SCALES = ["neighbourhood", "town", "valley", "region", "network"]
HOSTILE = "<script>&\"'>"


def rings(n: int) -> list[bowls.Ring]:
    return [bowls.Ring(SCALES[i % 5], f"Place {i}", i % 5 + 1) for i in range(n)]


def drawn(*, n: int = 5, decides: int | None = 0, spots: int = 3) -> ElementTree.Element:
    inside = [bowls.Spot(f"Quarter {i}", i < 2) for i in range(spots)]
    return picture(rings(n), decides, inside)[0]


def picture(
    around: list[bowls.Ring], decides: int | None, inside: list[bowls.Spot]
) -> tuple[ElementTree.Element, list[tuple[str, str]]]:
    """The drawing, and the list under it: (number, name)."""
    text = bowls.bowls(around, decides, inside, ident="b", title="Who decides", desc="Circles")
    svg, _, below = text.partition("</svg>")
    rows = ElementTree.fromstring(below).iter("li") if below else ()
    return ElementTree.fromstring(svg + "</svg>"), [
        (row.findtext("b") or "", row.findtext("span") or "") for row in rows
    ]


def written(svg: ElementTree.Element) -> list[str]:
    """Every text of a drawing, its lines joined."""
    return ["".join(text.itertext()) for text in svg.iter("text")]


def circles(svg: ElementTree.Element, cls: str) -> list[tuple[float, float, float]]:
    found = [c for c in svg.iter("circle") if cls in c.get("class", "").split()]
    return [(float(c.get("cx", 0)), float(c.get("cy", 0)), float(c.get("r", 0))) for c in found]


class TestBowls:
    def test_only_the_deciding_place_is_solid(self) -> None:
        svg = drawn(n=5, decides=2)
        assert len(circles(svg, "is-here")) == 1 and len(circles(svg, "is-beyond")) == 2
        assert circles(svg, "ring-3") == circles(svg, "is-here")

    def test_nobody_decides_and_nothing_is_solid(self) -> None:
        svg = drawn(n=4, decides=None, spots=0)
        assert not circles(svg, "is-here") and len(circles(svg, "is-beyond")) == 4

    @pytest.mark.parametrize("n", [1, 2, 3, 5, 7, 12])
    def test_any_number_of_scales_nest_and_leave_each_name_its_crescent(self, n: int) -> None:
        radii = sorted(r for _, _, r in circles(drawn(n=n, spots=0), "ring"))
        assert len(radii) == n and radii[-1] <= 180
        assert all(wide - near >= (108 / (n - 1) if n > 5 else 24) - 0.11 for near, wide in pairwise(radii))

    def test_many_scales_name_their_kinds_only_where_there_is_room(self) -> None:
        def kinds(n: int) -> int:
            return len([t for t in drawn(n=n, spots=0).iter("text") if "sub" in (t.get("class") or "")])

        assert kinds(5) == 5 and kinds(12) == 1

    def test_all_bowls_stand_on_one_point(self) -> None:
        assert len({round(y + r, 1) for _, y, r in circles(drawn(spots=0), "ring")}) == 1

    @pytest.mark.parametrize("n", range(1, 25))
    def test_places_lie_inside_and_beside_each_other(self, n: int) -> None:
        svg = drawn(spots=n)
        (cx, cy, whole), *_ = circles(svg, "is-here")
        spots = circles(svg, "spot")
        assert len(spots) == n
        assert all(hypot(x - cx, y - cy) + r <= whole + 0.5 for x, y, r in spots)
        assert all(hypot(a[0] - b[0], a[1] - b[1]) >= a[2] + b[2] - 0.5 for a, b in combinations(spots, 2))

    @pytest.mark.parametrize("many", [1, 3, 4, 9, 19, 40])
    @pytest.mark.parametrize(
        "word", ["Weir", "Weir Street", "Gràcia Nova", "A-very-long-word-without-an-end"]
    )
    def test_every_name_is_in_a_circle_or_in_the_list_below_and_none_is_cut(
        self, many: int, word: str
    ) -> None:
        around = [bowls.Ring("town", f"{word} {word}", 2), bowls.Ring("valley", word, 3)]
        inside = [bowls.Spot(f"{word} {i}", i % 2 == 0) for i in range(many)]
        svg, listed = picture(around, 0, inside)
        texts = written(svg)
        for name in [each.name for each in (*around, *inside)]:
            number = next((number for number, told in listed if told == name), None)
            assert (name in texts) == (number is None)
            assert not number or texts.count(number) == 1, "its number stands in the drawing, once"
        assert not any("…" in text for text in texts)

    def test_where_one_name_does_not_fit_all_beside_it_have_numbers(self) -> None:
        names = ["Weir", "Newcastle-under-the-very-long-Hill"]
        svg, listed = picture(rings(2), 0, [bowls.Spot(name, True) for name in names * 4])
        assert [name for _, name in listed[:8]] == names * 4
        assert [number for number, _ in listed[:8]] == [str(n) for n in range(1, 9)]
        assert "Weir" not in written(svg)

    @pytest.mark.parametrize("name", ["Ashby", "Weir Street Joint Committee", "la Vila de Gràcia"])
    def test_what_lies_inside_lies_below_the_name_of_what_decides(self, name: str) -> None:
        svg, _ = picture([bowls.Ring("town", name, 2)], 0, [bowls.Spot(c, True) for c in "abcdef"])
        labels = [text for text in svg.iter("text") if "lbl-here" in (text.get("class") or "")]
        heights = [float(y) for text in labels for e in (text, *text) if (y := e.get("y"))]
        assert min(y - r for _, y, r in circles(svg, "spot")) > max(heights) + 2

    def test_many_places_stand_in_a_honeycomb_larger_than_in_rings(self) -> None:
        sizes = [bowls.layout(n)[1] for n in (19, 20, 37, 73)]
        assert sizes == sorted(sizes, reverse=True) and sizes[-1] > 0.08

    def test_affected_places_are_lit(self) -> None:
        assert len(circles(drawn(spots=5), "is-lit")) == 2

    def test_it_is_an_image_with_a_name_and_a_description(self) -> None:
        svg = drawn()
        told = {e.get("id"): e.text for e in svg if e.tag in ("title", "desc")}
        assert [told[i] for i in (svg.get("aria-labelledby") or "").split()] == ["Who decides", "Circles"]

    def test_the_same_picture_twice_is_the_same_text(self) -> None:
        assert ElementTree.tostring(drawn()) == ElementTree.tostring(drawn())

    def test_names_are_only_ever_text(self) -> None:
        text = bowls.bowls(
            [bowls.Ring(HOSTILE, HOSTILE, 1)],
            0,
            [bowls.Spot(HOSTILE, True)],
            ident="b",
            title=HOSTILE,
            desc=HOSTILE,
        )
        assert "<script" not in text and ElementTree.fromstring(text).find("title").text == HOSTILE  # type: ignore[union-attr]


@pytest.mark.parametrize(("asked", "radius"), [(1, "3"), (2, "5"), (5, "10"), (0, "3"), (9, "10")])
def test_the_mark_of_a_scale_grows_with_it(asked: int, radius: str) -> None:
    assert f'r="{radius}"/></svg>' in bowls.mini(asked)


class TestBars:
    def width(self, svg: str, cls: str) -> float:
        found = [r for r in ElementTree.fromstring(svg) if cls in r.get("class", "").split()]
        return float(found[0].get("width", -1))

    def test_half_is_half(self) -> None:
        assert self.width(bars.bar(0.5, "yes"), "yes") == 200

    @pytest.mark.parametrize(("value", "width"), [(-1.0, 0), (2.0, 400)])
    def test_a_bar_never_leaves_its_track(self, value: float, width: float) -> None:
        assert self.width(bars.bar(value, "yes"), "yes") == width

    def test_the_rules_line_stands_where_the_rule_is(self) -> None:
        assert "M100 0V22" in bars.bar(0.9, "yes", 0.25) and "tick" not in bars.bar(0.9, "yes")

    def test_a_meter_of_nobody_is_empty_and_has_no_line(self) -> None:
        svg = bars.meter(0, 0, 0, 2)
        assert self.width(svg, "m2") == 0 and "tick" not in svg

    def test_parts_fill_the_whole_in_order(self) -> None:
        parts = list(ElementTree.fromstring(bars.stacked([("yes", 3), ("no", 1), ("abstain", 0)])))
        assert [p.get("class") for p in parts] == ["b yes", "b no", "b abs"]
        assert [p.get("x") for p in parts] == ["0", "300", "400"]
        assert all(float(p.get("width", -1)) >= 0 for p in parts)


class TestLine:
    def chart(self, *numbers: int, rule: float | None = None) -> ElementTree.Element:
        points = [lines.Point(k * k, f"{k} May", n) for k, n in enumerate(numbers)]
        return ElementTree.fromstring(lines.line(points, rule, ident="l", title="Turnout"))

    def path(self, svg: ElementTree.Element, cls: str) -> list[tuple[float, float]]:
        drawn = next(e.get("d", "") for e in svg.iter("path") if e.get("class") == cls)
        return [(float(x), float(y)) for x, y in (p.split() for p in drawn.strip("MZ").split("L"))]

    def test_more_is_higher_and_later_is_further_by_as_much(self) -> None:
        (x0, y0), (x1, y1), (x2, y2) = self.path(self.chart(1, 5, 9), "curve")
        assert y0 > y1 > y2 and x2 - x1 == pytest.approx(3 * (x1 - x0), abs=0.3)

    @pytest.mark.parametrize(
        ("most", "top"),
        [(0, "2"), (3, "4"), (9, "10"), (13, "16"), (21, "40"), (102, "120"), (401, "600")],
    )
    def test_the_side_ends_in_a_round_number(self, most: int, top: str) -> None:
        assert top in [t.text for t in self.chart(0, most).iter("text")]

    def test_a_rule_above_every_point_is_still_in_the_picture(self) -> None:
        ticks = [e.get("d", "") for e in self.chart(1, 2, rule=50).iter("path") if e.get("class") == "tick"]
        assert ticks and 0 < float(ticks[0].split()[1].split("H")[0]) < lines.HEIGHT

    def test_the_first_and_the_last_are_named(self) -> None:
        assert {"0 May", "2 May"} <= {t.text for t in self.chart(1, 2, 3).iter("text")}

    def test_one_point_or_none_is_a_picture_too(self) -> None:
        assert len(self.path(self.chart(5), "curve")) == 1
        assert not list(self.chart().iter("circle"))


def leaf(name: str, people: int = 100, **more: object) -> packing.Node:
    return packing.Node(name, "neighbourhood", 1, f"/a/{name}/", people, **more)  # type: ignore[arg-type]


def town(*children: packing.Node) -> packing.Node:
    return packing.Node("Ashby", "town", 2, "/a/ashby/", children=list(children))


def map_of(root: packing.Node) -> ElementTree.Element:
    return ElementTree.fromstring(packing.packmap(root, ident="m", title="Places", desc="Nested circles"))


class TestPackmap:
    @pytest.mark.parametrize("n", [1, 2, 3, 9, 40])
    def test_places_lie_inside_and_beside_each_other(self, n: int) -> None:
        svg = map_of(town(*[leaf(f"q{i}", 50 + 97 * i % 500) for i in range(n)]))
        whole, *inside = [circles_in(a) for a in svg.iter("a")]
        assert len(inside) == n
        assert all(hypot(x - whole[0], y - whole[1]) + r <= whole[2] + 0.6 for x, y, r in inside)
        assert all(hypot(a[0] - b[0], a[1] - b[1]) >= a[2] + b[2] - 0.5 for a, b in combinations(inside, 2))

    def test_more_people_a_larger_circle(self) -> None:
        _, small, large = [circles_in(a) for a in map_of(town(leaf("a", 100), leaf("b", 900))).iter("a")]
        assert large[2] > small[2]

    def test_every_place_is_a_link_with_a_name_and_a_key(self) -> None:
        svg = map_of(town(leaf("Mill", label="Mill, 402 people", key="k1")))
        link = list(svg.iter("a"))[1]
        assert (link.get("href"), link.get("aria-label"), link.get("data-place")) == (
            "/a/Mill/",
            "Mill, 402 people",
            "k1",
        )

    def test_open_ballots_are_seeds_five_at_most(self) -> None:
        svg = map_of(town(leaf("a", seeds=2), leaf("b", seeds=30)))
        assert [len([c for c in a.iter("circle") if c.get("class") == "seed"]) for a in svg.iter("a")] == [
            0,
            2,
            5,
        ]

    def test_a_place_without_places_names_itself_inside_even_when_it_is_here(self) -> None:
        svg = map_of(town(leaf("Station", here=True), leaf("Quay")))
        assert not list(svg.iter("rect"))
        assert "".join(list(svg.iter("a"))[1].itertext()) == "Station"

    def test_a_place_with_places_wears_its_name_on_a_tab(self) -> None:
        root = packing.Node("Valley", "valley", 3, "/v/", children=[town(leaf("a"), leaf("b")), leaf("c")])
        root.children[0].here = True
        assert "Ashby" in [t.text for t in map_of(root).iter("text") if t.get("class") == "pk-tabt"]

    def test_names_are_only_ever_text(self) -> None:
        text = packing.packmap(town(leaf(HOSTILE, key=HOSTILE)), ident="m", title=HOSTILE, desc=HOSTILE)
        assert "<script" not in text and ElementTree.fromstring(text) is not None


def circles_in(link: ElementTree.Element) -> tuple[float, float, float]:
    circle = next(link.iter("circle"))
    return float(circle.get("cx", 0)), float(circle.get("cy", 0)), float(circle.get("r", 0))


@pytest.mark.parametrize(
    "svg",
    [
        bars.bar(0.3, "yes", 0.5),
        bars.stacked([("yes", 1), ("no", 2)]),
        lines.line([lines.Point(0, "a", 1), lines.Point(1, "b", 2)], 1, ident="l", title="t"),
        bowls.mini(3),
        bowls.bowls(rings(5), 1, [bowls.Spot("a", True)], ident="b", title="t", desc="d"),
        packing.packmap(town(leaf("a")), ident="m", title="t", desc="d"),
    ],
)
def test_a_strict_content_policy_has_nothing_to_refuse(svg: str) -> None:
    for element in ElementTree.fromstring(svg).iter():
        assert element.tag not in ("style", "script", "foreignObject")
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]


@pytest.mark.parametrize(
    ("first", "last", "ways"),
    [
        ("8 Oct", "18 Oct", [(None, "start"), (None, "end")]),
        ("8 أكتوبر", "18 أكتوبر", [("rtl", "end"), ("rtl", "start")]),
    ],
)
def test_a_day_below_a_line_keeps_its_own_direction_and_its_digits_together(first, last, ways):
    drawn = lines.line([lines.Point(0, first, 1), lines.Point(1, last, 2)], None, ident="l", title="t")
    feet = [text for text in ElementTree.fromstring(drawn).iter("text") if text.text in (first, last)]
    assert [(text.get("direction"), text.get("text-anchor")) for text in feet] == ways
    assert "\u2068" not in drawn, (
        "browsers tear the digits of a drawn text that begins with a sign nobody sees"
    )
