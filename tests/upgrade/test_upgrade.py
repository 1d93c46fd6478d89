# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every world that was kept at a release comes through an upgrade to this code unchanged, and goes on."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests import running
from tests.upgrade import keeping


@pytest.fixture(params=list(keeping.kept()))
def release(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def upgraded(release: str, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a kept world, restored as it was and migrated to this code."""
    with running.database(os.environ["DATABASE_URL"]) as dsn:
        keeping.restore(keeping.kept()[release], dsn)
        environment = keeping.surroundings(dsn, tmp_path)
        keeping.run(environment, "django", "migrate", "--verbosity", "0")
        yield environment


def test_roots_tallies_and_decisions_stay_pages_open_and_life_goes_on(
    upgraded: dict[str, str], release: str
) -> None:
    kept = json.loads((keeping.kept()[release] / keeping.FACTS).read_text())
    _same(kept, keeping.look(upgraded, "facts"))
    statuses = keeping.look(upgraded, "pages")
    assert len(statuses) > 100
    assert {path: status for path, status in statuses.items() if status != 200} == {}
    gone_on = keeping.look(upgraded, "going_on")
    assert gone_on["open"] == 2 and gone_on["sealed"] == 4
    # The people are for both; in one of two places yes and no are even.
    assert gone_on["decided"] == {"majority": "adopted", "double-majority": "rejected"}
    assert gone_on["exports"] == ["verified"]


def _same(kept: dict[str, Any], now: dict[str, Any]) -> None:
    """Whatever was kept is so now; a later look may see more."""
    for part, facts in kept.items():
        assert set(facts) == set(now[part]), f"{part}: not the same ones as before the upgrade"
        for name, fact in facts.items():
            found = now[part][name]
            assert found == fact, f"{part}: {name} was {fact} and is {found} after the upgrade"


def test_what_an_upgrade_would_change_is_seen(release: str) -> None:
    kept = json.loads((keeping.kept()[release] / keeping.FACTS).read_text())
    assert {"records", "checkpoints", "proposals", "ballots", "decisions", "exports"} <= set(kept)
    assert set(kept["exports"].values()) == {"verified"}
    stages = {stage for stage, _where in kept["proposals"].values()}
    assert stages >= {"draft", "seconding", "deliberation", "ballot", "adopted", "rejected", "no_quorum"}
    assert stages >= {"withdrawn", "lapsed"}
    methods = {(ballot["method"], ballot["open"]) for ballot in kept["ballots"].values()}
    assert len(methods) == 4, "open and closed, by majority and by double majority"
    for part in ("records", "decisions"):
        changed = json.loads(json.dumps(kept))
        changed[part][next(iter(changed[part]))]["root" if part == "records" else "tally"] = "other"
        with pytest.raises(AssertionError, match="after the upgrade"):
            _same(kept, changed)


def test_a_kept_world_is_small(release: str) -> None:
    assert (keeping.kept()[release] / keeping.DUMP).stat().st_size <= keeping.LARGEST


def test_the_newest_tag_has_a_kept_world() -> None:
    tags = keeping.tags()
    if not tags:
        pytest.skip("no tags can be read here, so none can be without a kept world")
    _kept_for(tags, set(keeping.kept()))


def _kept_for(tags: list[str], kept: set[str]) -> None:
    release = keeping.newest(tags)
    assert release is None or release in kept, (
        f"The tag of {release} has no kept world under tests/upgrade/{release}/. Check that tag out and run "
        f"`python -m tests.upgrade.keep {release}` there, so that upgrades from it are tested."
    )


def test_a_tag_without_a_kept_world_is_told_apart() -> None:
    _kept_for(["v0.1.0", "0.0.9", "nightly"], {"0.1.0"})
    _kept_for(["draft"], set())
    with pytest.raises(AssertionError, match=r"tag of 0\.10\.0 has no kept world"):
        _kept_for(["v0.9.0", "v0.10.0", "v0.10"], {"0.9.0"})


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not here")
def test_tags_are_read_where_there_are_any(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "PROJECT", tmp_path)
    assert keeping.tags() is None


def test_every_change_of_a_model_has_its_migration(db: None) -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
