# SPDX-License-Identifier: AGPL-3.0-or-later
"""Versions: what changed, word by word, from the version that was put forward on."""

from django.urls import reverse

from assemblies.proposals import operations, queries
from assemblies.proposals.pages import reading
from tests import republic as world


def test_a_difference_tells_what_stayed_went_and_came():
    found = list(reading.difference("We paint it red.", "We paint it green, twice."))
    assert found == [("same", "We paint it "), ("gone", "red."), ("new", "green, twice.")]


def test_a_difference_put_together_again_is_either_text():
    old, new = "a  b\nc d e\n" * 40, "b a\nc x e\n\n" * 30
    found = list(reading.difference(old, new))
    assert "".join(piece for state, piece in found if state != "new") == old
    assert "".join(piece for state, piece in found if state != "gone") == new


def test_the_page_compares_the_latest_two(client, republic):
    made = world.raised(republic, text="We meet on Monday.")
    changed = world.content(republic, both=True, text="We meet on Friday.")
    operations.change(proposal=made, by=republic.ana, content=changed)
    page = client.get(reverse("versions", args=[made.public_id])).content.decode()
    assert "<del>Monday.</del>" in page and "<ins>Friday.</ins>" in page and "Weir is in, with 100%." in page


LONG = "## What it takes\n\n- a brush\n- a pot\n\nWe meet on Monday.\n\nBring bread."


def test_of_a_text_that_changed_only_the_lines_that_changed_are_compared():
    found = reading.changed(reading.difference(LONG, LONG.replace("Monday", "Friday")))
    assert [state for state, _piece in found] == ["left_out", "same", "gone", "new", "same", "left_out"]
    assert "".join(piece for state, piece in found if state == "same") == "We meet on \n"


def test_lines_that_went_and_came_are_told_and_nothing_else():
    found = reading.changed(reading.difference(LONG, LONG.replace("- a pot\n", "") + "\n\nAnd salt."))
    assert "a pot" in "".join(piece for state, piece in found if state == "gone")
    assert "And salt." in "".join(piece for state, piece in found if state == "new")
    assert "Monday" not in "".join(piece for _state, piece in found)


def test_a_version_is_read_as_it_is_meant_and_not_as_it_was_typed(client, republic):
    made = world.raised(republic, text=LONG)
    page = client.get(reverse("versions", args=[made.public_id])).content.decode()
    assert "<h3>What it takes</h3>" in page and "<li>a brush</li>" in page and "## What" not in page
    changed = world.content(republic, text=LONG.replace("Monday", "Friday"))
    operations.change(proposal=made, by=republic.ana, content=changed)
    page = client.get(reverse("versions", args=[made.public_id])).content.decode()
    assert "<ins>Friday.</ins>" in page and "<h3>What it takes</h3>" in page and "## What" not in page


def test_what_was_written_before_it_was_put_forward_stays_with_its_author(client, republic):
    draft = world.content(republic, text="A secret first thought.")
    made = operations.raise_proposal(author=republic.ana, raised_in=republic.linden, content=draft)
    operations.change(proposal=made, by=republic.ana, content=world.content(republic, text="The real text."))
    operations.submit(proposal=queries.proposal(made.public_id), by=republic.ana)
    for query in ("", "?from=1&to=2", "?from=1"):
        page = client.get(reverse("versions", args=[made.public_id]) + query)
        assert page.status_code == 200 and b"secret" not in page.content and b"The real text." in page.content


def test_odd_numbers_are_no_error(client, republic):
    made = world.raised(republic)
    for query in ("?from=x", "?from=99999999999", "?to=-1", "?to=²"):
        assert client.get(reverse("versions", args=[made.public_id]) + query).status_code == 200
