# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nobody replies to what was hidden or erased: no link leads there, and pages and programs say why not."""

import pytest

from assemblies.deliberation import operations
from assemblies.deliberation.models import Contribution
from assemblies.deliberation.operations import TakenAway
from tests import republic as world
from tests.api.conftest import Program, problem

pytestmark = pytest.mark.django_db


def hide(republic, said):
    operations.hide(contribution=said, by=republic.olga, reason="It names a child.")
    return "hidden"


def erase(republic, said):
    operations.erase(contribution=said, by=said.author)
    return "erased"


@pytest.fixture(params=[hide, erase])
def gone(request, republic):
    """A proposal, something said about it with a reply, which was then taken away, and the word for that."""
    made = world.discussed(republic)
    said = operations.contribute(proposal=made, by=republic.ben, kind="comment", text="It floods there.")
    reply = operations.contribute(proposal=made, by=republic.cleo, kind="comment", text="Yes.", reply_to=said)
    word = request.param(republic, said)
    return made, said, reply, word


def test_no_link_leads_to_a_reply(client, republic, gone):
    made, said, reply, _word = gone
    client.force_login(republic.ana)
    page = client.get(f"/p/{made.public_id}/").content.decode()
    assert f'id="c-{said.public_id}"' in page and f'id="c-{reply.public_id}"' in page
    assert f"/c/{said.public_id}/reply/" not in page
    other = operations.contribute(proposal=made, by=republic.ben, kind="comment", text="And the wall?")
    assert f"/c/{other.public_id}/reply/" in client.get(f"/p/{made.public_id}/").content.decode()


def test_a_page_refuses_with_a_sentence(client, republic, gone):
    made, said, _reply, word = gone
    client.force_login(republic.ana)
    given = {"text": "Where exactly?", "kind": "comment", "reply_to": said.public_id}
    for answer in (
        client.get(f"/c/{said.public_id}/reply/"),
        client.post(f"/p/{made.public_id}/talk/", given),
    ):
        assert answer.status_code == 409 and "Nobody can reply to it any more" in answer.content.decode()
        assert word in answer.content.decode()
    assert Contribution.objects.count() == 2


def test_a_program_is_refused_too_and_by_way_of_a_reply_as_well(republic, gone):
    made, said, reply, _word = gone
    for to in (said, reply):
        given = {"text": "Where exactly?", "reply_to": to.public_id}
        no = problem(Program(republic.ana)("POST", f"/proposals/{made.public_id}/contributions", given), 409)
        assert no["code"] == "taken_away"


def test_what_is_taken_away_while_one_writes_is_refused(republic):
    made = world.discussed(republic)
    said = operations.contribute(proposal=made, by=republic.ben, kind="comment", text="It floods there.")
    read_before = Contribution.objects.get(pk=said.pk)
    hide(republic, said)
    with pytest.raises(TakenAway):
        operations.contribute(
            proposal=made, by=republic.ana, kind="comment", text="No.", reply_to=read_before
        )
