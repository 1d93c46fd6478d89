# SPDX-License-Identifier: AGPL-3.0-or-later
"""Raising: the form asks in plain words, keeps what was typed, and puts each no beside its field."""

import pytest
from django.urls import reverse

from assemblies import numerals
from assemblies.proposals import forms
from assemblies.proposals.models import Proposal
from assemblies.registry import operations as registry
from assemblies.registry.operations import Founding
from governance.refusals import Refusal


def typed(world, **more):
    """The form as Ana would send it: all of Linden, and a quarter of Weir."""
    given = {
        "title": "Paint the railings",
        "summary": "The railings rust; we paint them in May.",
        "text": "- bring a brush",
        "matter": "mobility",
        "binding": "yes",
        "place": [world.linden.public_id, world.weir.public_id],
        f"share-{world.linden.public_id}": "1",
        f"share-{world.weir.public_id}": "other",
        f"other-{world.weir.public_id}": "25",
        "means-GBP": "1,200.50",
        "do": "keep",
    }
    return given | more


def kept(client, world, **more):
    answer = client.post(reverse("raise"), typed(world, **more))
    assert answer.status_code == 302, answer.content.decode()
    return Proposal.objects.get(public_id=answer["Location"].split("/")[2])


def test_what_was_typed_becomes_a_draft_with_its_effects(client, republic):
    client.force_login(republic.ana)
    made = kept(client, republic)
    assert (made.stage, made.raised_in, made.author) == ("draft", republic.linden, republic.ana)
    assert made.places == {republic.linden.public_id: "1", republic.weir.public_id: "0.25"}
    assert made.means == {"GBP": "1200.50"} and "<li>bring a brush</li>" in made.html


def test_every_no_stands_beside_its_field_and_nothing_typed_is_lost(client, republic):
    client.force_login(republic.ana)
    wrong = {"title": "x", "means-GBP": "a lot", f"other-{republic.weir.public_id}": "250"}
    answer = client.post(reverse("raise"), typed(republic, **wrong))
    page = answer.content.decode()
    assert answer.status_code == 422 and not Proposal.objects.exists()
    errors = answer.context["typed"].errors
    assert set(errors) == {"title", "means-GBP", f"share-{republic.weir.public_id}"}
    assert "In one line</a>: Write at least 5 characters." in page
    assert 'aria-describedby="h-title e-title"' in page and 'value="a lot"' in page and 'value="250"' in page
    assert "- bring a brush" in page


@pytest.mark.parametrize("text", ["250", "0", "-5", "nan", "infinity", "ten", "", "1e-9"])
def test_a_share_that_is_none_is_refused(text):
    with pytest.raises(Refusal):
        forms.read_share(forms.Share("other", text), "here")


@pytest.mark.parametrize(
    ("text", "share"),
    [("25", "0.25"), ("12,5", "0.125"), ("100 %", "1"), ("2/7", "2/7"), ("٥٠٪", "0.5"), ("١/٣", "1/3")],
)
def test_another_share_is_read_as_people_write_it(text, share):
    assert forms.read_share(forms.Share("other", text), "here") == share


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,200", "1200"),
        ("0,5", "0.5"),
        ("1 200", "1200"),
        ("0", ""),
        ("£1,200", "1200"),
        ("1200 £", "1200"),
        ("gbp 1,200.50", "1200.50"),
        ("١٢٠٠", "1200"),
        ("١٬٢٠٠٫٥٠", "1200.50"),
        ("۱۲۰۰", "1200"),
        ("1.200,50", "1200.50"),
        ("1.200.000", "1200000"),
        ("1’200", "1200"),
        (" \u200f£ 1\u202f200 ", "1200"),
    ],
)
def test_an_amount_is_read_as_people_write_it(republic, text, amount):
    money = republic.network.means.get(code="GBP")
    assert forms.read_amount(money, text) == amount


@pytest.mark.parametrize("text", ["1.200", "£ 1.200", "١.٢٠٠"])
def test_what_could_be_two_amounts_is_asked_back_with_both(republic, text):
    money = republic.network.means.get(code="GBP")
    with pytest.raises(Refusal, match=r"“1\.200” could be 1,200 or 1\.2\. Write it as one of these"):
        forms.read_amount(money, text)


@pytest.mark.parametrize(
    "text", ["1 2", "12,34,5", "£", "-5", "5²", "1200 $", "1,200 200", "1.2.3", "1e3", "ten"]
)
def test_what_is_no_amount_is_refused_with_an_example(republic, text):
    money = republic.network.means.get(code="GBP")
    with pytest.raises(Refusal, match="Write a number, such as 1200"):
        assert forms.read_amount(money, text)


def test_a_unit_that_ends_in_a_digit_takes_none_from_the_number(republic):
    money = republic.network.means.get(code="GBP")
    money.unit = "00"
    assert forms.read_amount(money, "1200") == "1200"


def test_a_language_that_writes_a_comma_before_decimals_reads_it_so(republic, monkeypatch):
    money = republic.network.means.get(code="GBP")
    monkeypatch.setattr(numerals.formats, "get_format", lambda name: ",")
    assert forms.read_amount(money, "1.200") == "1200"


def test_months_and_days_are_read_in_the_digits_of_any_script():
    assert forms.read_lasting(forms.Lasting("months", months="١٢")) == "P12M"
    assert forms.read_lasting(forms.Lasting("day", day="٢٠٢٧-٠٦-٣٠")) == "2027-06-30"


@pytest.mark.parametrize("share", ["1", "1/2", "1/3", "1/10", "0.25", "2/7", "1/6"])
def test_a_kept_share_comes_back_into_the_form_as_the_same_share(share):
    again = forms.read_share(forms.picked(share), "here")
    assert forms.Fraction(again) == forms.Fraction(share)


def test_someone_without_a_home_is_told_how_to_get_one(client, republic):
    client.force_login(republic.zoe)
    assert b"You have no home here yet" in client.get(reverse("raise")).content
    assert client.post(reverse("raise"), typed(republic)).status_code == 409
    assert not Proposal.objects.exists()


def test_a_stranger_is_asked_to_sign_in(client, republic):
    assert "/account/login/" in client.get(reverse("raise"))["Location"]


def test_a_place_anywhere_is_found_and_added_without_javascript(client, republic):
    client.force_login(republic.ana)
    found = client.post(reverse("raise"), typed(republic, do="find", q="FAR")).content.decode()
    assert f'name="add" value="{republic.far.public_id}"' in found
    given = typed(republic, add=republic.far.public_id)
    page = client.post(reverse("raise"), given).content.decode()
    assert f'value="{republic.far.public_id}" data-place-box="{republic.far.public_id}" checked' in page
    assert 'value="Paint the railings"' in page and not Proposal.objects.exists()


def test_a_search_leads_on_to_what_it_found_and_adding_to_the_place_added(client, republic):
    client.force_login(republic.ana)
    page = client.post(reverse("raise"), typed(republic, do="find", q="FAR")).content.decode()
    for act in ("help", "find"):
        assert f'name="do" value="{act}" formaction="#found"' in page
    assert '<div class="stack" id="found" tabindex="-1"' in page
    spot = f"place-{republic.far.public_id}"
    assert f'value="{republic.far.public_id}" formaction="#{spot}"' in page
    added = client.post(reverse("raise"), typed(republic, add=republic.far.public_id)).content.decode()
    assert f'<li id="{spot}" class="pick" tabindex="-1">' in added


@pytest.mark.parametrize(
    ("words", "said"), [("nowhere", "No other place has these words"), ("", "Write the name of a place")]
)
def test_a_search_that_finds_nothing_says_so_where_it_leads(client, republic, words, said):
    client.force_login(republic.ana)
    page = client.post(reverse("raise"), typed(republic, do="find", q=words)).content.decode()
    assert said in page.partition('id="found"')[2]


def test_the_form_asks_as_little_in_a_large_network(client, republic, django_assert_max_num_queries):
    rows = [Founding(f"Side {n}", 0, parent=republic.ashby) for n in range(80)]
    registry.found_many(network=republic.network, foundings=rows)
    client.force_login(republic.ana)
    with django_assert_max_num_queries(15):
        answer = client.get(reverse("raise"))
    assert answer.content.count(b'class="pick"') <= 30


def test_the_enter_key_helps_and_keeps_nothing(client, republic):
    client.force_login(republic.ana)
    page = client.post(reverse("raise"), typed(republic, do="help", q="far")).content.decode()
    assert page.index('value="help"') < min(page.index(f'value="{act}"') for act in ("place", "keep"))
    assert 'name="add"' in page and "Decided in Ashby" in page and not Proposal.objects.exists()


def test_the_summary_of_errors_leads_to_each_field(client, republic):
    client.force_login(republic.ana)
    wrong = {"title": "x", "matter": "", "means-GBP": "a lot", f"other-{republic.weir.public_id}": "250"}
    page = client.post(reverse("raise"), typed(republic, **wrong)).content.decode()
    for field in ("f-title", f"s-{republic.weir.public_id}", "m-GBP"):
        assert f'href="#{field}"' in page and f'id="{field}"' in page


@pytest.mark.parametrize(
    "name", ["title", "summary", "text", "matter", "place", "means-GBP", "q", "add", "binding", "do"]
)
@pytest.mark.parametrize(
    "odd", ["\x00", "\ud800".encode("utf-8", "replace").decode(), "\u202e" * 50, "9" * 3000, "²"]
)
def test_odd_input_is_refused_or_read_and_never_an_error(client, republic, name, odd):
    client.force_login(republic.ana)
    for address in ("raise", "raise-placement"):
        assert client.post(reverse(address), typed(republic, **{name: odd})).status_code in (200, 302, 422)
