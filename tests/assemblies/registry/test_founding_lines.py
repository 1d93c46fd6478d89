# SPDX-License-Identifier: AGPL-3.0-or-later
"""The boxes of the founding page: every bad line is complained of at once, and what was typed is kept and drawn."""

import re

import pytest
from django.utils.html import escape

from assemblies.people.models import Person
from assemblies.registry import forms, lists, operations, reading, sketching
from assemblies.registry.models import Network
from tests.assemblies.registry.test_founding_page import SKETCH

BAD = {
    "scales": "side, sides\n\ntown, towns, more\n, valleys\nside, sidings",
    "places": "Our town\n    North: many\n    South: 1,500\n        Corner: 3\n            Edge\n    south\nElsewhere",
    "matters": "Buses, mobility//buses\nFood, drink, food\nFeasts\nParties, feasts",
    "means": "Money\nWater, m³, two\nHours, hours, 0, a code\nTime, hours, 0, T\nTea, cups, 0, t",
}


def complaints(read, *given):
    with pytest.raises(reading.Unread) as raised:
        read(*given)
    return [(one.number, one.text) for one in raised.value.bad]


@pytest.fixture
def sent(client, db):
    client.force_login(Person.objects.create(email="first@trial.invalid", name="First"))
    at = f"/begin/{operations.begin_network()}/"
    return lambda **typed: client.post(at, SKETCH | {"step": "check"} | typed)


def test_every_bad_line_is_complained_of_and_good_ones_are_not():
    assert complaints(sketching.scales, BAD["scales"]) == [
        (3, "town, towns, more"),
        (4, ", valleys"),
        (5, "side, sidings"),
    ]
    assert complaints(sketching.places, BAD["places"], 3) == [
        (2, "North: many"),
        (5, "Edge"),
        (6, "south"),
        (7, "Elsewhere"),
    ]
    assert complaints(lists.matters, BAD["matters"]) == [
        (1, "Buses, mobility//buses"),
        (2, "Food, drink, food"),
        (4, "Parties, feasts"),
    ]
    assert [number for number, _text in complaints(lists.means, BAD["means"])] == [1, 2, 3, 5]


def test_each_fault_has_a_sentence_of_its_own():
    drawn = sketching.drawn(BAD["places"], 3)
    said = [line.wrong for line in drawn if line.wrong]
    assert len(said) == len(set(said)) == 4
    assert "line 3" in drawn[5].wrong and drawn[5].parent == drawn[2].parent


def test_a_bad_line_still_holds_what_lies_in_it():
    lines = sketching.drawn("Town\n  North: many\n    Corner", 3)
    assert [line.parent for line in lines] == [None, "0", "1"]
    assert [bool(line.wrong) for line in lines] == [False, True, False]


@pytest.mark.parametrize(
    "typed",
    [
        "Town\n North\n  Corner\n South",
        "Town\n\tNorth\n\t\tCorner\n\tSouth",
        "Town\n- North\n-- Corner\n- South",
        "Town\n-North\n— Corner\n– South",
        "Town\n> North\n> > Corner\n>South",
        "- Town\n    - North\n        - Corner\n    - South",
        "Town\n\u200f• North\n•• Corner\n• South",
    ],
)
def test_spaces_dashes_and_arrows_put_a_place_further_in(typed):
    lines = sketching.places(typed, 3)
    assert [(line.name, line.parent) for line in lines] == [
        ("Town", None),
        ("North", "0"),
        ("Corner", "1"),
        ("South", "0"),
    ]


def test_dashes_inside_a_name_stay_and_numbers_may_be_arabic():
    line = sketching.places("Town\n- Upper-Mill — East: ٤٠٠", 2)[1]
    assert line.name == "Upper-Mill — East" and line.population == 400


def test_kinds_of_places_may_have_an_arabic_comma():
    assert sketching.scales("حي، أحياء") == [{"name": "حي", "plural": "أحياء"}]


def test_all_boxes_complain_at_once_each_line_by_number_text_and_sentence(sent):
    page = sent(**BAD)
    text = page.content.decode()
    assert page.status_code == 422 and not Network.objects.exists()
    for box, lines in (("scales", "345"), ("places", "267"), ("matters", "124"), ("means", "1235")):
        said = re.search(rf'<div class="bad-lines" id="id_{box}_error">.*?</div>', text, re.S)[0]
        assert re.findall(r'data-line="(\d+)"', said) == list(lines)
        for problem in page.context["form"].errors[box].as_data():
            assert f'<q dir="auto">{escape(problem.params["text"])}</q>' in said
            assert escape(problem.params["sentence"]) in said
        area = re.search(rf'<textarea name="{box}".*?>', text)[0]
        assert 'aria-invalid="true"' in area and f"id_{box}_error" in area
        assert f'<li><a href="#id_{box}">' in text  # and once more at the head of the page
        assert escape(BAD[box]) in text


def test_a_good_box_is_not_marked(sent):
    text = sent(means="Money").content.decode()
    assert text.count('aria-invalid="true"') == 1 and 'id="id_places_error"' not in text


@pytest.mark.parametrize("box", ["scales", "places", "matters"])
def test_a_box_with_nothing_in_it_is_complained_of(sent, box):
    assert sent(**{box: " \n "}).context["form"].errors[box]


def test_a_sentence_with_a_per_cent_sign_is_said_as_it_stands(sent):
    assert "100% Tea" in sent(matters="100% Tea, tea, %(x)s").content.decode()


def test_the_sketch_is_drawn_while_it_is_typed_with_what_is_wrong(sent):
    page = sent(step="draw", places="Our town\n- North: 400\n-- Corner")
    text = page.content.decode()
    assert page.status_code == 200 and "<html" not in text and not Network.objects.exists()
    (town,) = page.context["drawing"].outer
    (north,) = town.inside
    assert (town.kind, north.kind, north.inside[0].line.name) == ("town", "side", "Corner")
    assert text.count("amiss") == 1 and escape(north.inside[0].line.wrong) in text


def test_a_sketch_far_too_deep_is_complained_of_and_drawn(sent):
    deep = "\n".join(" " * n + f"Place {n}" for n in range(200))
    assert sent(places=deep).status_code == 422
    assert sent(step="draw", places=deep).context["drawing"].bad == 198


def test_the_form_begins_with_what_it_proposes_drawn(client, sent):
    at = f"/begin/{operations.begin_network()}/"
    drawing = client.get(at).context["drawing"]
    assert drawing.places == 3 and not drawing.bad and len(drawing.outer[0].inside) == 2


def test_too_many_lines_are_one_complaint_about_no_line():
    assert complaints(lists.means, "\n".join(f"Thing {n}, pieces" for n in range(201))) == [(0, "")]
    assert complaints(sketching.places, "\n".join(["Town"] + [f"- P{n}" for n in range(500)]), 2) == [(0, "")]
    assert not forms.FoundingForm(SKETCH | {"scales": "\n".join("abcdefghij")}).is_valid()
