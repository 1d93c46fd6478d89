# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every main page asks the database as often of much as of little, and weighs no more for what it does not show."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import pages
from tests import republic as world

LITTLE, MUCH = 200, 1_000
"""More than a page shows of anything, and much more."""
MOST = {"list": 12, "proposal": 12, "assembly": 12, "home": 12, "console": 16, "claims": 12}


@pytest.mark.parametrize("name", MOST)
def test_much_is_asked_no_more_often_than_little(client, republic, name):
    ballot = world.at_vote(republic)
    here = f"/a/{ballot.assembly.public_id}/"
    path = {
        "list": f"{here}proposals/",
        "proposal": f"/p/{ballot.proposal.public_id}/",
        "assembly": here,
        "home": "/",
        "console": f"{here}console/",
        "claims": f"/p/{ballot.proposal.public_id}/claims/",
    }[name]
    client.force_login(republic.olga)
    asked, weights = [], []
    for size in (LITTLE, MUCH):
        pages.fill(ballot, size)
        pages.talk(ballot, size)
        pages.claim(ballot, size)
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
        assert answer.status_code == 200
        asked.append(len(queries))
        weights.append(len(answer.content))
    assert asked[0] == asked[1] <= MOST[name], [query["sql"][:400] for query in queries]
    assert weights[1] < weights[0] * 1.05
