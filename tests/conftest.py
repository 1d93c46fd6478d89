# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every test may ask for."""

import asyncio
import inspect
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.running import instance

__all__ = ["instance"]


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """Run a test that is a coroutine on a loop of its own, in a thread: the browser's driver keeps the main one."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    wanted = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    with ThreadPoolExecutor(1) as alone:
        alone.submit(asyncio.run, pyfuncitem.obj(**wanted)).result()
    return True


GUARDED = ("record_entry", "record_checkpoint", "record_record")
"""The tables that the database refuses to empty."""


@pytest.fixture(autouse=True, scope="session")
def emptied_between_tests():
    """Tests that commit are followed by a flush, which empties every table: it lets the guards look away, once."""
    from django.db.backends.postgresql.operations import DatabaseOperations

    flush = DatabaseOperations.sql_flush

    def unguarded(self, *args, **kwargs):
        found = flush(self, *args, **kwargs)
        away, back = (
            [f"ALTER TABLE {table} {verb} TRIGGER USER" for table in GUARDED]
            for verb in ("DISABLE", "ENABLE")
        )
        return [*away, *found, *back] if found else found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", unguarded)
        yield


@pytest.fixture
def republic(db):
    """The small world of tests/republic.py, rolled back afterwards."""
    from tests import republic

    return republic.found()


@pytest.fixture
def real_republic(transactional_db):
    """The same world committed, for tests in which several connections meet."""
    from django.apps import apps
    from django.contrib.auth.management import create_permissions
    from django.contrib.contenttypes.management import create_contenttypes

    from tests import republic

    create_contenttypes(apps.get_app_config("registry"), verbosity=0)
    create_permissions(apps.get_app_config("registry"), verbosity=0)
    return republic.found()


@pytest.fixture(autouse=True)
def fresh_nestings():
    """A nesting is kept by process and version: between tests the same numbers mean other networks."""
    yield
    import sys

    nestings = sys.modules.get("assemblies.registry.queries.nestings")
    if nestings is not None:
        nestings._built.clear()
