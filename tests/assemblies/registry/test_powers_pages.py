# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages and the document about powers say what the law's table says."""

import re
from datetime import timedelta

import pytest
from django.conf import settings

from assemblies import clock
from assemblies.registry import queries, table
from governance import powers
from governance.powers import Power

pytestmark = pytest.mark.django_db


def test_the_document_is_the_table():
    written = (settings.BASE_DIR / "docs" / "powers.md").read_text()
    assert written == table.markdown(), "run `python3 manage.py write_powers`"


def test_every_power_is_in_words():
    assert set(table.DOES) == set(powers.TABLE) == set(Power)
    assert len(set(table.DOES.values())) == len(Power)


def test_the_page_shows_every_cell(client):
    page = client.get("/powers/").content.decode()
    for power in Power:
        assert table.DOES[power] in page.replace("&#x27;", "'")
    assert len(client.get("/powers/").context["rows"]) == len(powers.TABLE)


def may(client, here):
    context = client.get(f"/a/{here.public_id}/powers/").context
    return {row["does"] for row in context["held"]}, {row["does"] for row in context["not_held"]}


def test_my_standing_says_what_i_may_and_who_could_otherwise(client, republic):
    client.force_login(republic.ines)
    held, not_held = may(client, republic.ashby)
    assert table.DOES[Power.OPEN_BALLOT] in held
    assert table.DOES[Power.RAISE] in not_held
    held, not_held = may(client, republic.linden)
    assert table.DOES[Power.OPEN_BALLOT] in not_held, "a town's facilitator has no power in a neighbourhood"
    assert (
        b"Only its facilitators may do this here."
        in client.get(f"/a/{republic.linden.public_id}/powers/").content
    )


def why(client, here, power):
    context = client.get(f"/a/{here.public_id}/powers/").context
    return next(
        (told, row["why"]) for told in ("held", "not_held") for row in context[told] if row["power"] is power
    )


def test_what_is_of_no_use_in_an_assembly_is_not_said_to_be_held(client, republic):
    client.force_login(republic.olga)
    base, top = republic.linden, republic.valley
    assert why(client, base, Power.ADD_MATTERS) == (
        "not_held",
        "That is done in the assembly that holds the whole network.",
    )
    assert why(client, base, Power.ADD_PLACE) == ("not_held", "No place can lie inside this one.")
    assert why(client, base, Power.TAKE_UP) == ("not_held", "Somebody facilitates here.")
    assert why(client, top, Power.ADD_MATTERS)[1] == "Only its facilitators may do this here."


def test_authors_may_do_with_what_they_raised_themselves(client, republic):
    client.force_login(republic.ana)
    for power in (Power.EDIT_DRAFT, Power.WITHDRAW):
        assert why(client, republic.linden, power) == ("held", "With what you raised yourself.")
    client.logout()
    assert why(client, republic.linden, Power.WITHDRAW) == (
        "not_held",
        "Only the author of the proposal may do this here.",
    )


def test_a_visitor_is_told_to_sign_in_for_what_anyone_may_who_is(client, republic):
    assert why(client, republic.linden, Power.OWN) == ("not_held", "For that, sign in.")


def test_a_seat_that_nobody_holds_may_be_taken_up(client, republic):
    client.force_login(republic.ana)
    seat = republic.linden.seats.get(office="facilitator")
    seat.until = clock.now()
    seat.save()
    assert why(client, republic.linden, Power.TAKE_UP)[0] == "held"


def test_a_visitor_may_read_and_little_else(client, republic):
    held, not_held = may(client, republic.linden)
    assert held == {table.DOES[Power.OPEN], table.DOES[Power.READ]}
    assert table.DOES[Power.CAST_VOTE] in not_held


def give(client, republic, **more):
    client.force_login(republic.olga)
    given = {"person": f" {republic.zoe.public_id.upper()}", "power": "contribute", "days": 7} | more
    return client.post(f"/a/{republic.linden.public_id}/grants/", given)


def test_a_facilitator_gives_a_power_for_a_term(client, republic):
    assert not powers.holds(Power.CONTRIBUTE, queries.standing(republic.zoe, republic.linden))
    assert give(client, republic).status_code == 302
    assert powers.holds(Power.CONTRIBUTE, queries.standing(republic.zoe, republic.linden))
    assert b"Zoe" in client.get(f"/a/{republic.linden.public_id}/grants/").content
    with clock.travel(clock.now() + timedelta(days=8)):
        assert not powers.holds(Power.CONTRIBUTE, queries.standing(republic.zoe, republic.linden))


@pytest.mark.parametrize("power", ["cast_vote", "facilitate", "operate", "nonsense"])
def test_votes_and_procedure_are_never_given(client, republic, power):
    assert give(client, republic, power=power).status_code == 422
    assert queries.standing(republic.zoe, republic.linden).grants == frozenset()


def test_who_is_not_known_is_given_nothing(client, republic):
    said = []
    for typed in ("0" * 13, "zoe@valley", "nobody@valley", republic.sam.public_id):
        answer = give(client, republic, person=typed)
        assert answer.status_code == 422 and b"Nobody here has this code." in answer.content
        said.append(answer.context["form"].errors["person"])
    assert said == said[:1] * 4, "an address that signs in here is answered like any other word"


def test_the_code_that_is_asked_for_stands_on_ones_own_page(client, republic):
    client.force_login(republic.zoe)
    assert republic.zoe.public_id in client.get("/me/").content.decode()


def test_who_does_not_facilitate_gives_nothing(client, republic):
    client.force_login(republic.ana)
    given = {"person": republic.zoe.public_id, "power": "contribute", "days": 7}
    assert client.post(f"/a/{republic.linden.public_id}/grants/", given).status_code == 403


def test_no_cell_of_the_table_is_english_in_arabic(client, republic):
    for path in ("/powers/", f"/a/{republic.linden.public_id}/powers/"):
        context = client.get(path, headers={"Accept-Language": "ar"}).context
        rows = context.get("rows") or [*context["held"], *context["not_held"]]
        cells = [who for row in rows for _column, who in row.get("cells", ())] + [
            row.get("who", "") for row in rows
        ]
        assert any(cells) and not [cell for cell in cells if re.search("[a-z]", cell)]
