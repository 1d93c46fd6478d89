# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens by itself."""

from datetime import timedelta

from assemblies import clock
from assemblies.live import jobs
from assemblies.people.models import KeyedAnswer
from assemblies.proposals import queries
from governance.lifecycle import Stage
from tests import republic as world


def test_what_nobody_seconds_lapses_after_its_days_and_not_before(republic):
    made = world.raised(republic)
    with clock.travel(made.moved_at + timedelta(days=13)):
        assert jobs.make_the_clocks_moves() == 0
    with clock.travel(made.moved_at + timedelta(days=14, seconds=1)):
        assert jobs.make_the_clocks_moves() == 1
        assert jobs.make_the_clocks_moves() == 0
    assert queries.proposal(made.public_id).stage == Stage.LAPSED


def test_kept_answers_are_forgotten_after_a_week(republic):
    KeyedAnswer.objects.create(person=republic.ana, key="k", request_digest="d", status=201, body={})
    jobs.make_the_clocks_moves()
    assert KeyedAnswer.objects.exists()
    with clock.travel(clock.now() + timedelta(days=8)):
        jobs.make_the_clocks_moves()
    assert not KeyedAnswer.objects.exists()
