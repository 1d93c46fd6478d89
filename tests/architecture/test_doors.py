# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every route, socket and table says which power opens it; only operations write."""

import ast
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from assemblies.doors import judging
from assemblies.doors.middleware import OPEN_DOORS, DoorMiddleware
from assemblies.live.routing import urlpatterns as socket_routes
from governance import powers
from governance.lifecycle import MOVES, Stage
from governance.powers import Office, Power
from governance.scales import Place

ROOT = Path(__file__).resolve().parents[2]
WRITES = {"save", "create", "bulk_create", "bulk_update", "update_or_create", "get_or_create", "delete"}


def routes(patterns=None, prefix=""):
    for each in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, prefix + str(each.pattern))
        elif isinstance(each, URLPattern):
            yield prefix + str(each.pattern), each.callback


OURS = [(path, view) for path, view in routes() if not view.__module__.startswith(OPEN_DOORS)]


@pytest.mark.parametrize(("path", "view"), OURS, ids=[path for path, _ in OURS])
def test_every_route_of_ours_declares_a_power(path, view):
    cls = getattr(view, "view_class", None) or getattr(view, "cls", None)
    declared = judging.power_of(view) or getattr(cls, "powers", None)
    assert declared, f"{path} opens to nobody: its view names no power"


def test_there_are_routes_to_walk():
    assert len(OURS) > 40


@pytest.fixture
def a_judge_who_can_ask_nobody(settings):
    settings.STANDINGS = "assemblies.registry.queries.nothing_of_that_name"
    judging.standings.cache_clear()
    yield
    judging.standings.cache_clear()


def test_a_house_whose_judge_can_ask_nobody_stays_shut(a_judge_who_can_ask_nobody):
    with pytest.raises(ImportError, match="nothing_of_that_name"):
        DoorMiddleware(lambda request: HttpResponse("open"))


def test_every_socket_declares_a_power():
    assert all(isinstance(route.callback.consumer_class.power, Power) for route in socket_routes)


def test_there_is_no_admin_to_leave_open():
    from django.apps import apps

    assert not apps.is_installed("django.contrib.admin")


def test_every_power_is_settled_at_every_place():
    assert set(powers.TABLE) == set(Power)
    assert all(len(row) == len(Place) for row in powers.TABLE.values())


def test_no_office_of_a_wider_assembly_appears_in_a_column():
    # The table speaks only of what a person is to this very assembly: nothing in it can name a parent's office.
    assert {office.name for office in Office} == {
        "PUBLIC", "PERSON", "AUTHOR", "PEOPLE", "MEMBER", "DELEGATE", "FACILITATOR", "AUDITOR", "OBSERVER", "OPERATOR"
    }  # fmt: skip


def test_votes_and_procedure_are_never_granted_as_exceptions():
    assert not powers.GRANTABLE & {
        Power.CAST_VOTE,
        Power.OPEN_BALLOT,
        Power.CLOSE_BALLOT,
        Power.HIDE,
        Power.GRANT,
    }


def test_only_operations_write():
    strays = [
        f"{path.relative_to(ROOT)}:{call.lineno} {call.func.attr}"
        for path in (ROOT / "assemblies").rglob("*.py")
        if not path.name.startswith("operations")
        and not {"migrations", "operations"} & set(path.parts)
        and str(path.relative_to(ROOT / "assemblies")) not in ALLOWED
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in WRITES
    ]
    assert strays == []


# The mail backend keeps letters where Django calls it; keyed answers are kept by the door that gives them;
# forms of allauth save through their own adapter.
ALLOWED = {"people/letters.py", "keyed.py", "people/adapter.py", "people/forms.py", "people/recovery.py"}


def test_a_stage_never_offers_the_same_verb_twice():
    pairs = [(m.source, m.verb) for m in MOVES]
    assert len(pairs) == len(set(pairs))


def test_every_stage_can_be_reached_from_a_draft():
    reached, frontier = {Stage.DRAFT}, [Stage.DRAFT]
    while frontier:
        here = frontier.pop()
        new = {m.target for m in MOVES if m.source == here} - reached
        reached |= new
        frontier += new
    assert reached == set(Stage)


def test_every_source_file_says_its_licence():
    missing = [
        str(path.relative_to(ROOT))
        for folder in ("assemblies", "governance", "config", "launch", "tests", "benchmarks")
        for path in (ROOT / folder).rglob("*.py")
        if "SPDX-License-Identifier: AGPL-3.0-or-later" not in path.read_text()[:200]
    ]
    assert missing == []


def test_no_template_carries_style_or_script_of_its_own():
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text()
        assert ' style="' not in text and " onclick=" not in text and "<script>" not in text, path
