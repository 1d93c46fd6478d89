# SPDX-License-Identifier: AGPL-3.0-or-later
"""A ballot is composed by what people write, checked whole on one page, and opened as it was checked."""

import re

import pytest
from django.utils import translation

from assemblies.voting import passing
from assemblies.voting.models import Ballot
from governance import papers
from tests import republic as world


def sent(client, republic, made, *, by="olga", **fields):
    client.force_login(republic.people[by])
    return client.post(f"/p/{made.public_id}/open/", fields)


def row(number, name, costs=""):
    return {f"name-{number}": name, f"costs-{number}": costs}


TWO = {"question": "Which first?", **row(1, "Trees"), **row(2, "An oven")}
POT = {
    "kind": "pot",
    "question": "What to pay for?",
    "pot": "24,000",
    "unit": "£",
    "method": "budget-mes",
    **row(1, "Ramps", "£1,000"),
    **row(2, "Trees", "2 450"),
}


def test_what_is_opened_stands_on_one_page_and_is_asked_once(client, republic):
    made = world.ready(republic)
    page = sent(client, republic, made, kind="order", method="stv", **TWO, **{"places-stv": "1"})
    shown = page.content.decode()
    summary = shown.split("As voters will see it")[0]
    assert page.status_code == 200 and not Ballot.objects.exists()
    for said in ("Which first?", "Trees", "An oven", "Several winners", "1 is chosen.", "Who may vote"):
        assert said in summary, said
    assert "people with a home seat here" in summary and "everyone of this assembly sees" in summary
    assert "Votes that were lent count." in summary
    assert "As soon as you press" in summary and "Voting closes" in summary
    assert shown.count('value="open"') == 1 and shown.count('name="name-1" value="Trees"') == 1


def test_what_was_checked_is_what_opens(client, republic):
    made = world.ready(republic)
    page = sent(client, republic, made, kind="order", method="stv", tie="lot", **TWO).content.decode()
    form = page.split('id="opening"')[1].split("</form>")[0]
    carried = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))
    carried.pop("csrfmiddlewaretoken", None)
    assert sent(client, republic, made, **carried, step="open").status_code == 302
    ballot = Ballot.objects.get()
    assert (ballot.method, [one.name for one in ballot.asks.options]) == ("stv", ["Trees", "An oven"])
    assert ballot.asks.lot and passing.of(ballot) in page


def test_change_brings_back_what_was_typed(client, republic):
    made = world.ready(republic)
    page = sent(client, republic, made, kind="order", method="irv", step="change", **TWO).content.decode()
    assert 'value="An oven"' in page and 'value="irv" checked' in page and "Check before opening" in page


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("24,000", "24000"),
        ("£24,000", "24000"),
        ("24 000", "24000"),
        ("٢٤٬٠٠٠", "24000"),
        ("2.400,50", "2400.5"),
    ],
)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_amounts_are_taken_as_people_write_them(client, republic, typed, read, language):
    client.cookies["django_language"] = language
    made = world.ready(republic)
    answer = sent(client, republic, made, **(POT | {"pot": typed, "step": "open"}) | row(2, "Trees", "1000"))
    assert answer.status_code == 302
    assert Ballot.objects.get().asks.pot == read


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("24.000", "could be 24,000 or 24"),
        ("a lot", "Write a number"),
        ("-5", "Write a number"),
        ("$900", "You wrote $ here, and the pot is in £."),
    ],
)
def test_an_amount_that_cannot_be_read_is_said_at_its_field_and_kept(client, republic, typed, says):
    answer = sent(client, republic, world.ready(republic), **(POT | {"pot": typed, "step": "open"}))
    page = answer.content.decode()
    assert answer.status_code == 422 and not Ballot.objects.exists()
    field = re.search(r'<input[^>]*id="pot"[^>]*>', page)
    assert field and 'aria-invalid="true"' in field[0] and 'aria-describedby="e-pot"' in field[0]
    assert f'value="{typed}"' in field[0] and says in page.split('id="e-pot"')[1].split("</span></span>")[0]
    assert 'id="errors"' in page and '<a href="#pot">What the pot holds</a>' in page


def test_all_that_cannot_be_read_is_said_at_once(client, republic):
    typed = POT | {"pot": "much", "question": " ", "costs-2": "dear", "most-1": "1.5"}
    page = sent(client, republic, world.ready(republic), **typed).content.decode()
    assert [name for name in ("question", "pot", "costs-2", "most-1") if f'href="#{name}"' in page] == [
        "question",
        "pot",
        "costs-2",
        "most-1",
    ]


def test_a_no_of_the_law_stands_at_the_row_that_it_is_about_though_rows_are_left_out(client, republic):
    typed = {"question": "Which?", "rows": "6", **row(2, "Trees"), **row(5, "trees")}
    page = sent(client, republic, world.ready(republic), kind="one", **typed).content.decode()
    assert 'href="#name-5"' in page and "Another option has this name." in page.split('id="e-name-5"')[1]


def test_a_meaning_without_a_name_is_not_dropped(client, republic):
    typed = POT | {"means-3": "For bicycles."}
    page = sent(client, republic, world.ready(republic), **typed).content.decode()
    assert 'id="e-costs-3"' in page or 'id="e-name-3"' in page
    assert 'value="For bicycles."' in page


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"kind": "order", "method": "irv"}, "The option with the fewest votes leaves"),
        ({"kind": "order", "method": "stv", "places-stv": "3"}, "3 are chosen."),
        ({"kind": "order", "method": "stv", "places-stv": "1"}, "1 is chosen."),
        ({"kind": "several", "method": "approval", "places-approval": "2"}, "The 2 options that most"),
        ({"kind": "order", "method": "stv", "places-stv": "many"}, "1 is chosen."),
    ],
)
def test_the_rule_is_that_of_what_is_chosen(client, republic, fields, says):
    answer = sent(client, republic, world.ready(republic), step="rule", **fields)
    assert answer.headers["Content-Type"].startswith("text/plain") and says in answer.content.decode()
    assert not Ballot.objects.exists()


def test_after_an_error_the_rule_is_still_that_of_what_was_chosen(client, republic):
    typed = {"kind": "order", "method": "stv", "places-stv": "3", "question": ""}
    page = sent(client, republic, world.ready(republic), **typed).content.decode()
    assert "3 are chosen." in re.findall(r'id="rule"[^>]*>([^<]*)', page)[0]


@pytest.mark.parametrize("method", ["stv", "spav"])
def test_one_is_and_several_are(method):
    with translation.override("en"):
        one, two = (
            passing.counted_by(papers.Paper(method, places=n)) % {"fill": n, "q": 1, "n": 1} for n in (1, 2)
        )
    assert one.startswith("1 is chosen") and two.startswith("2 are chosen")


def test_the_page_says_which_rule_fixes_the_close(client, republic):
    client.force_login(republic.olga)
    page = client.get(f"/p/{world.ready(republic).public_id}/open/").content.decode()
    assert "The charter fixes this: voting lasts at least 7 days and closes at 20:00" in page


def test_every_way_of_counting_explains_itself(client, republic):
    client.force_login(republic.olga)
    at = f"/p/{world.ready(republic).public_id}/open/"
    page = "".join(client.get(f"{at}?kind={kind}").content.decode() for kind in ("order", "several", "pot"))
    assert "As above" not in page and "circles" not in page
    words = re.findall(r'name="method" value="[^"]*"[^>]*><span><b>[^<]*</b><span>([^<]*)', page)
    assert len(words) == len(set(words)) == 8 and min(map(len, words)) > 25
    assert page.count("groups of voters") == 2


def test_the_fields_of_a_way_stand_under_it(client, republic):
    client.force_login(republic.olga)
    page = client.get(f"/p/{world.ready(republic).public_id}/open/?kind=order").content.decode()
    ways = page.split('<div class="way">')[1:]
    assert ['name="places-stv"' in one for one in ways] == [False, False, False, True]
    assert "Only with “Several winners”" in ways[-1] and 'value="scottish"' in ways[-1]


@pytest.mark.parametrize("step", ["preview", "open"])
def test_what_the_charter_forbids_is_not_opened_and_the_rule_is_named(client, republic, step):
    made = world.ready(republic, both=True, matter="water")
    answer = sent(client, republic, made, by="ines", kind="order", method="stv", step=step, **TWO)
    assert answer.status_code == 422 and not Ballot.objects.exists()
    assert "The charter has this matter decided by a double majority" in answer.content.decode()
    page = client.get(f"/p/{made.public_id}/open/").content.decode()
    assert "decided by a double majority, so other ways are not offered" in page
    assert 'name="to" value="order"' not in page
    asked = client.get(f"/p/{made.public_id}/open/?kind=order")
    assert asked.status_code == 422 and "does not allow" in asked.content.decode()


def test_a_template_is_filled_in_before_anything_is_typed(client, republic):
    client.force_login(republic.olga)
    made = world.ready(republic)
    made.means = {"GBP": "1200"}
    made.save()
    at = f"/p/{made.public_id}/open/"
    assert "In which order would you have these?" in client.get(f"{at}?kind=order").content.decode()
    assert re.search(r'id="pot"[^>]*value="1200"', client.get(f"{at}?kind=pot").content.decode())


@pytest.mark.parametrize("places", ["0", "2", "9"])
def test_how_many_can_win_is_said_by_how_many_options_there_are(client, republic, places):
    fields = {"kind": "order", "method": "stv", "places-stv": places, "step": "open"}
    page = sent(client, republic, world.ready(republic), **fields, **TWO).content.decode()
    assert "There are 2 options: at least 1 and at most 1 of them can win." in page
    assert 'href="#places-stv"' in page and not Ballot.objects.exists()


@pytest.mark.parametrize("fields", [{"kind": "yes-no", "yes_means": "It is so."}, {"kind": "one", **TWO}])
def test_the_preview_says_as_the_paper_does_that_it_was_written_in_another_language(client, republic, fields):
    client.cookies["django_language"] = "ar"
    made = world.ready(republic)
    made.language = "en"
    made.save()
    page = sent(client, republic, made, **fields).content.decode()
    paper = page.split('id="preview"')[1]
    assert '<p class="small ico written">' in paper and paper.count('lang="en"') >= 2


def test_another_template_takes_along_what_was_typed_and_gives_it_back(client, republic):
    made = world.ready(republic)
    page = sent(client, republic, made, **POT, to="order").content.decode()
    assert "Only with “Several winners”" in page and not Ballot.objects.exists()
    assert re.search(r'id="question"[^>]*value="What to pay for\?"', page)
    assert re.search(r'id="name-2"[^>]*value="Trees"', page) and 'id="costs-2"' not in page
    kept = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    assert (kept["pot"], kept["costs-1"]) == ("24,000", "£1,000")
    shown = {"question": "Which first?", **{name: POT[name] for name in ("name-1", "name-2")}}
    page = sent(client, republic, made, **kept | shown, to="pot").content.decode()
    assert re.search(r'id="pot"[^>]*value="24,000"', page) and re.search(
        r'id="costs-1"[^>]*value="£1,000"', page
    )
    assert re.search(r'id="question"[^>]*value="Which first\?"', page)


def test_a_question_that_a_template_began_with_does_not_go_along(client, republic):
    made = world.ready(republic)
    began = {"kind": "order", "question": "In which order would you have these?", "rows": "6"}
    page = sent(client, republic, made, **began, to="pot").content.decode()
    assert re.search(r'id="question"[^>]*value="What should the pot pay for\?"', page)


def test_yes_or_no_keeps_options_for_whoever_turns_back(client, republic):
    made = world.ready(republic)
    page = sent(client, republic, made, kind="order", rows="10", **TWO, to="yes-no").content.decode()
    assert 'id="yes_means"' in page and '<input type="hidden" name="name-1" value="Trees">' in page
    kept = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    page = sent(client, republic, made, **kept | {"yes_means": "A tree."}, to="one").content.decode()
    assert re.search(r'id="name-2"[^>]*value="An oven"', page) and 'id="name-10"' in page
    assert '<input type="hidden" name="yes_means" value="A tree.">' in page


def test_a_lot_for_ties_is_there_for_whoever_turns_back(client, republic):
    made = world.ready(republic)
    page = sent(client, republic, made, kind="one", rows="3", tie="lot", **TWO, to="yes-no").content.decode()
    kept = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    page = sent(client, republic, made, **kept, to="one").content.decode()
    assert re.search(r'name="tie" value="lot" checked', page)


@pytest.mark.parametrize(
    ("kind", "field"),
    [("score", "top"), ("dots", "dots"), ("order", "places-stv"), ("several", "places-spav")],
)
def test_a_number_of_one_template_is_there_for_whoever_turns_back(client, republic, kind, field):
    made = world.ready(republic)
    page = sent(client, republic, made, kind=kind, rows="3", **TWO, **{field: "7"}, to="one").content.decode()
    kept = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    assert kept[field] == "7" and f'id="{field}"' not in page
    page = sent(client, republic, made, **kept, to=kind).content.decode()
    assert re.search(f'id="{field}"[^>]*value="7"', page)
    assert f'<input type="hidden" name="{field}"' not in page
