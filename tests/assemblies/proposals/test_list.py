# SPDX-License-Identifier: AGPL-3.0-or-later
"""The list of an assembly's proposals: by stage, a page at a time, in as few queries at any length."""

from copy import copy
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assemblies.proposals.models import Proposal
from tests import republic as world

MOST_QUERIES = 12


def many(republic, number, start=0):
    """Copies of one proposal, each moved a minute before the one made after it; pairs of them at one instant."""
    first = Proposal.objects.get(pk=world.raised(republic).pk)
    rows = []
    for n in range(start, start + number):
        row = copy(first)
        row.pk, row.public_id = None, f"{n:013d}"
        row.title, row.moved_at = f"Proposal {n}", first.moved_at - timedelta(minutes=n // 2 + 1)
        rows.append(row)
    Proposal.objects.bulk_create(rows)


def listed(client, here, query=""):
    answer = client.get(reverse("proposals", args=[here.public_id]) + query)
    assert answer.status_code == 200
    return answer


def test_it_narrows_by_stage(client, republic):
    made = world.raised(republic)
    for query, found in (
        ("", [made]),
        ("?stage=seconding", [made]),
        ("?stage=ballot", []),
        ("?stage=odd", [made]),
    ):
        assert list(listed(client, republic.linden, query).context["rows"]) == found


def test_what_went_on_is_told_where_it_was_raised(client, republic):
    made = world.raised(republic, both=True)
    answer = listed(client, republic.linden, "?stage=moved")
    assert list(answer.context["rows"]) == [made] and b"Now before Ashby" in answer.content
    assert list(listed(client, republic.linden).context["rows"]) == []


def test_pages_follow_one_another_without_gap_or_double(client, republic):
    many(republic, 45)
    seen, query = [], ""
    for _ in range(10):
        answer = listed(client, republic.linden, query)
        seen += [row.public_id for row in answer.context["rows"]]
        assert len(answer.context["rows"]) <= 20
        if not answer.context["more"]:
            break
        query = "?before=" + answer.context["more"].replace("+", "%2B")
    assert len(seen) == len(set(seen)) == 46


@pytest.mark.parametrize("who", ["ana", "zoe", None])
def test_it_asks_as_little_with_a_thousand_as_with_ten(client, republic, who):
    if who:
        client.force_login(republic.people[who])
    asked = []
    for number in (10, 990):
        many(republic, number, start=len(asked) * 10)
        for query in ("", "?stage=seconding", "?stage=decided", "?stage=moved"):
            listed(client, republic.linden, query)
            with CaptureQueriesContext(connection) as queries:
                listed(client, republic.linden, query)
            asked.append(len(queries))
    assert Proposal.objects.count() >= 1000
    assert len(set(asked)) == 1 and asked[0] <= MOST_QUERIES


@pytest.mark.parametrize("cursor", ["x", "_", "2026-01-01T00:00:00_1", "2026-13-40T99:99:99Z_1", "9" * 300])
def test_an_odd_cursor_begins_at_the_beginning(client, republic, cursor):
    world.raised(republic)
    assert len(listed(client, republic.linden, f"?before={cursor}").context["rows"]) == 1
