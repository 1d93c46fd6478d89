# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions worked out once: the same rows as Django's own, for whatever is given, in one query each."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from assemblies.prepared import Given, Prepared
from assemblies.registry.models import Assembly, Seat


def around(name):
    rows = Assembly.objects.select_related("network", "parent__parent").defer("lede", "parent__boundary")
    return rows.annotate(people=Count("seats")).filter(name=name).order_by("pk")


AROUND = Prepared(lambda: around(Given("name")))


@pytest.mark.parametrize("name", ["Linden", "Valley", "Nowhere"])
def test_it_answers_as_django_does(republic, name):
    found, wanted = AROUND(name=name), list(around(name))
    assert found == wanted
    for one, other in zip(found, wanted, strict=True):
        assert one.get_deferred_fields() == other.get_deferred_fields() == {"lede"}
        assert one.people == other.people and one.network.scales == other.network.scales
        assert one.parent == other.parent and one._state.db == other._state.db and not one._state.adding
        with CaptureQueriesContext(connection) as asked:
            assert one.parent is None or one.parent.parent == other.parent.parent
        assert not asked


def test_each_asking_has_its_own_values(republic):
    seats = Prepared(lambda: Seat.objects.filter(person=Given("who"), assembly=Given("where"), until=None))
    assert [seat.person_id for seat in seats(who=republic.ana.pk, where=republic.linden.pk)] == [
        republic.ana.pk
    ]
    assert seats(who=republic.ana.pk, where=republic.weir.pk) == []
    assert seats.first(who=republic.dov.pk, where=republic.weir.pk).person == republic.dov
    assert seats.first(who=republic.dov.pk, where=republic.linden.pk) is None


def test_a_value_is_a_value_and_never_sql(republic):
    assert AROUND(name="x' OR 'a' = 'a") == [] == AROUND(name="%s")


def test_it_is_worked_out_once_and_asked_once_each_time(republic, monkeypatch):
    made = []
    one = Prepared(lambda: made.append(1) or Assembly.objects.filter(name=Given("name")))
    with CaptureQueriesContext(connection) as asked:
        assert [row.name for name in ("Linden", "Weir") for row in one(name=name)] == ["Linden", "Weir"]
    assert len(asked) == 2 and len(made) == 1


def test_what_is_not_given_is_an_error(republic):
    with pytest.raises(KeyError):
        AROUND()


def test_threads_share_it(real_republic):
    one = Prepared(lambda: Assembly.objects.select_related("network").filter(name=Given("name")))

    def ask(name):
        try:
            return one.first(name=name).name
        finally:
            connection.close()

    names = ["Linden", "Weir", "Far", "Ashby"] * 5
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, names)) == names
