# SPDX-License-Identifier: AGPL-3.0-or-later
"""How often somebody may ask holds for all processes together, in the API and where one signs in."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings as project
from django.core.cache import cache
from django.db import connection
from django.db.models.functions import Now

from assemblies.people import operations_pacing
from assemblies.people.models import Pace
from tests import running

AGES = 10**8
"""Seconds of a stretch that does not end while a test runs."""


@pytest.fixture(autouse=True)
def fresh():
    operations_pacing.forget()
    yield
    operations_pacing.forget()


def given(most, tries, who="ana"):
    return sum(operations_pacing.take(who, most, AGES) == 0 for _ in range(tries))


def test_as_many_are_given_as_are_allowed_and_then_it_is_told_how_long_to_wait(db):
    assert given(7, 20) == 7
    assert 0 < operations_pacing.take("ana", 7, AGES) <= AGES
    assert given(7, 20, "ben") == 7


def test_what_one_process_gave_out_another_does_not_give_again(db):
    assert given(60, 40) == 40
    operations_pacing.forget()  # as a process does that knows nothing of the first
    assert given(60, 100) == 20


def test_a_process_that_took_a_handful_leaves_the_rest_to_the_others(db):
    assert given(1200, 1) == 1
    operations_pacing.forget()
    assert given(1200, 2000) == 1180


def test_the_database_is_asked_once_a_handful_and_not_at_all_by_whoever_has_to_wait(
    db, django_assert_num_queries
):
    with django_assert_num_queries(2):
        assert given(1200, 40) == 40
    given(3, 4, "ben")
    with django_assert_num_queries(0):
        assert given(3, 50, "ben") == 0


def test_a_new_stretch_begins_from_nothing(db):
    assert given(3, 5) == 3
    operations_pacing.forget()
    Pace.objects.update(ends_at=Now() - timedelta(seconds=1))
    assert given(3, 5) == 3


def test_who_has_not_asked_for_a_day_is_forgotten(db):
    given(3, 1)
    given(3, 1, "ben")
    Pace.objects.filter(key="ana").update(ends_at=Now() - timedelta(days=2))
    assert operations_pacing.forget_old() == 1
    assert list(Pace.objects.values_list("key", flat=True)) == ["ben"]


TAKING = f"""
import django; django.setup()
from assemblies.people import operations_pacing as pacing
print(sum(pacing.take("all", 90, {AGES}) == 0 for _ in range(80)))
"""


def test_processes_that_give_out_at_once_never_give_too_many():
    with running.database(os.environ["DATABASE_URL"]) as dsn:
        around = dict(os.environ) | {"DATABASE_URL": dsn, "PYTHONPATH": str(running.PROJECT)}
        around["DJANGO_SETTINGS_MODULE"] = "config.settings"
        migrate = [sys.executable, "-m", "django", "migrate", "people", "--verbosity", "0"]
        subprocess.run(migrate, check=True, env=around, cwd=running.PROJECT)
        asking = [
            subprocess.Popen(
                [sys.executable, "-c", TAKING], env=around, cwd=running.PROJECT, stdout=subprocess.PIPE
            )
            for _ in range(3)
        ]
        said = [int(process.communicate(timeout=60)[0]) for process in asking]
    assert sum(said) == 90, said


def test_tries_to_sign_in_are_counted_where_every_process_sees_them(client, db):
    assert project.CACHES["default"]["LOCATION"] == "shared_cache"
    cache.clear()
    wrong = {"login": "ana@valley.invalid", "password": "not this one at all"}
    answers = [client.post("/account/login/", wrong) for _ in range(12)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM shared_cache WHERE cache_key LIKE '%%login%%'")
        assert cursor.fetchone()[0] >= 1
    assert "Too many" in answers[-1].content.decode()
    assert "Too many" not in answers[0].content.decode()


def test_what_can_be_read_is_read_while_nothing_can_be_written(transactional_db, client, settings):
    settings.API_RATE = 1200
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only TO on")
    try:
        assert client.get("/api/v1/openapi.json").status_code == 200
        assert client.get("/api/v1/network").status_code in (200, 404)
        assert given(7, 20, "a reader") == 7, "each process then counts for itself"
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET default_transaction_read_only")
    assert not Pace.objects.exists()
