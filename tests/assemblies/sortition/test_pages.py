# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages and programs of a draw by lot: announced, stepped forward, looked for, drawn, answered."""

import html
import json
import re

import pytest
from django.urls import reverse

from assemblies.people import operations as people
from assemblies.sortition import operations, queries
from assemblies.sortition.models import ASKED, Draw
from governance import lotteries
from tests.assemblies.sortition import scene


def text(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def program(client, who):
    secret = people.make_token(person=who, label="draw")[1]
    return {"headers": {"Authorization": f"Bearer {secret}"}}


def test_a_facilitator_announces_it_with_what_the_page_suggests(client, republic):
    client.force_login(republic.ines)
    path = f"/a/{republic.ashby.public_id}/draws/new/"
    page = client.get(path, {"places": "5"})
    rows = dict(re.findall(r'name="((?:min|max)-\w+)" value="(\d+)"', page.content.decode()))
    # Five live in Linden, one of them suspended, and three in Weir.
    assert rows[f"min-{republic.linden.public_id}"] == "3" and rows[f"max-{republic.weir.public_id}"] == "2"
    given = rows | {"by_place": "yes", "title": "A panel", "places": "5", "days": "7", "office": ""}
    given |= {"feature0": "Age", "lines0": "under 40: 1–4\n40 and over : 1-4\n"}
    wrong = client.post(path, given | {"lines0": "under 40 1-4"})
    assert wrong.status_code == 422 and "under 40 1-4" in text(wrong) and not Draw.objects.exists()
    wrong = client.post(path, given | {"places": "9"})
    assert wrong.status_code == 422 and "do not fill the 9 places" in text(wrong)
    made = client.post(path, given)
    draw = Draw.objects.get()
    assert made.status_code == 302 and made.url == f"/draws/{draw.public_id}/"
    assert [row["feature"] for row in draw.quotas] == ["Place", "Age"]
    assert "A panel" in text(client.get(f"/a/{republic.ashby.public_id}/draws/"))


def test_people_step_forward_and_back_on_the_page_without_a_script(client, republic):
    draw = scene.announced(republic)
    path = f"/draws/{draw.public_id}/"
    assert "Sign in to step forward" in text(client.get(path))
    client.force_login(republic.ana)
    assert "Would you serve?" in text(client.get(path))
    refused = client.post(path, {"act": "serve", "f0": ""})
    assert refused.status_code == 422 and "Choose one of these for “Age”." in text(refused)
    assert client.post(path, {"act": "serve", "f0": "under 40"}).status_code == 302
    page = text(client.get(path))
    assert "You would serve" in page and "Ana" in page
    client.logout()
    assert "Ana" not in text(client.get(path))
    client.force_login(republic.ana)
    assert client.post(path, {"act": "back"}).status_code == 302
    assert not draw.volunteers.exists()


def test_the_page_says_how_far_it_is_and_asks_again_by_itself(client, republic):
    draw = scene.closed(scene.with_people(republic))
    Draw.objects.filter(pk=draw.pk).update(phase="leximin_outer", done=3, total=5)
    page = client.get(f"/draws/{draw.public_id}/")
    assert "Chances are evened out: 3 of 5 people." in text(page)
    assert 'data-asks="4"' in page.content.decode() and 'http-equiv="refresh"' in page.content.decode()
    operations.search_next()
    assert "drawn in a moment" in text(client.get(f"/draws/{draw.public_id}/"))


def test_chances_and_who_was_drawn_stand_there_and_names_only_for_its_people(client, republic):
    draw = scene.drawn(republic)
    path = f"/draws/{draw.public_id}/"
    page = client.get(path)
    assert "data-asks" not in page.content.decode() and "http-equiv" not in page.content.decode()
    assert page.content.decode().count('scope="rowgroup"') == len(draw.quotas) > 0
    public = text(page)
    drawn = [row.person.name for row in draw.volunteers.filter(answer=ASKED).select_related("person")]
    assert "Everybody’s chance" in public and not any(name in public for name in drawn)
    for number in queries.chances(draw):
        assert number in public
    client.force_login(republic.ben)
    assert all(name in text(client.get(path)) for name in drawn)
    file = json.loads(client.get(f"{path}lottery.json").content)
    assert set(lotteries.repeat(file)["panel"]) == {
        row.number for row in draw.volunteers.filter(answer=ASKED)
    }


def test_who_was_drawn_answers_on_the_page(client, republic):
    draw = scene.drawn(republic, office="delegate")
    path, row = f"/draws/{draw.public_id}/", draw.volunteers.filter(answer=ASKED).first()
    client.force_login(row.person)
    assert "You were drawn" in text(client.get(path)) and "Say whether you take the place." in text(
        client.get("/")
    )
    assert client.post(path, {"act": "accept"}).status_code == 302
    assert "You took the place." in text(client.get(path)) and "You were drawn" not in text(client.get("/"))
    assert client.post(path, {"act": "decline"}).status_code == 422
    assert client.post(path, {"act": "perhaps"}).status_code == 404


def test_why_nobody_was_drawn_is_said_in_the_language_of_the_reader(client, republic):
    quotas = [
        {"feature": "Age", "categories": [*scene.AGE["categories"], {"name": "under 20", "min": 1, "max": 1}]}
    ]
    draw = scene.closed(scene.with_people(republic, quotas=quotas))
    assert "and 0 would serve" in text(client.get(f"/draws/{draw.public_id}/"))
    arabic = text(client.get(f"/draws/{draw.public_id}/", headers={"Accept-Language": "ar"}))
    assert "المستعدون للخدمة" in arabic and "would serve" not in arabic


def test_a_program_goes_the_whole_way(client, republic):
    ines, ana = program(client, republic.ines), program(client, republic.ana)
    given = {
        "title": "A panel", "places": 2, "days": 7, "features": [scene.AGE],
        "by_place": [
            {"place": republic.linden.public_id, "min": 1, "max": 1},
            {"place": republic.weir.public_id, "min": 1, "max": 1},
        ],
    }  # fmt: skip
    api, json_type = "/api/v1", "application/json"
    made = client.post(f"{api}/assemblies/{republic.ashby.public_id}/draws", given, json_type, **ines)
    assert made.status_code == 201, made.content
    one = f"{api}/draws/{made.json()['id']}"
    stands = client.post(f"{one}/serve", {"features": {"Age": "under 40"}}, json_type, **ana)
    assert stands.status_code == 201 and stands.json()["features"]["Place"] == "Linden"
    assert client.post(f"{one}/step-back", {}, json_type, **ana).status_code == 200
    assert client.get(f"{one}/lottery").status_code == 404
    assert client.get(f"{one}/chances").json()["results"] == []
    draw = queries.draw(made.json()["id"])
    for name, age in scene.AGES.items():
        operations.step_forward(draw=draw, person=republic.people[name], features={"Age": age})
    scene.closed(draw)
    assert client.get(one).json()["state"] == "searching"
    operations.search_next()
    scene.record.seal_all()
    operations.draw_due()
    chances = client.get(f"{one}/chances").json()["results"]
    assert len(chances) == 5 and {row["person"] for row in chances} == {None}
    known = client.get(f"{one}/chances", **ana).json()["results"]
    assert {row["person"]["name"] for row in known} == {name.title() for name in scene.AGES}
    found = lotteries.repeat(client.get(f"{one}/lottery").json())
    assert found["chances"] == {row["number"]: row["chance"] for row in chances}
    drawn = draw.volunteers.filter(answer=ASKED).select_related("person").first().person
    answered = client.post(f"{one}/answer", {"accepts": False}, json_type, **program(client, drawn))
    assert answered.status_code == 200 and answered.json()["answer"] == "declined"
    assert client.get(f"{one}/lottery").json()["declined"] == [answered.json()["number"]]


@pytest.mark.parametrize("path", ["draws/nothing/", "draws/0000000000000/", "api/v1/draws/0000000000000"])
def test_a_draw_that_is_not_there_is_not_there(client, republic, path):
    assert client.get(f"/{path}").status_code == 404


def test_the_records_tell_each_step_in_a_sentence(client, republic):
    draw = scene.drawn(republic)
    row = draw.volunteers.filter(answer=ASKED).first()
    operations.answer(draw=draw, person=row.person, accepts=False)
    scene.record.seal_all()
    public = text(client.get(f"/a/{republic.ashby.public_id}/record/"))
    assert "announced a draw by lot for 2 places" in public
    assert "The lottery of a draw is fixed, with the chances of 5 people." in public
    assert "The lot was drawn: ticket" in public and f"Number {row.number} declined" in public
    client.force_login(republic.ana)
    acts = text(client.get(reverse("acts-record", args=[republic.ashby.public_id])))
    assert "Somebody said that they would serve in a draw by lot." in acts
