# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who lost the secret of the records, or holds another, signs nothing and is told what is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assemblies.record import keys, operations
from assemblies.record.models import Record, Said
from assemblies.record.operations import holding

PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture
def safe(settings, tmp_path, monkeypatch):
    """A state folder of its own, as of another host."""
    settings.STATE_FOLDER, settings.RECORD_SECRET = tmp_path, ""
    monkeypatch.setattr(holding, "_fit", set())
    return tmp_path


def test_an_empty_database_is_given_a_secret_and_the_next_founding_keeps_it(safe, db):
    from tests import republic

    assert not operations.check_secret() and not list(safe.iterdir())
    republic.found()
    made = (safe / "record-secret").read_text()
    assert len(made) > 40 and (safe / "record-secret").stat().st_mode & 0o077 == 0
    operations.hold_secret()
    operations.seal_all()
    assert (safe / "record-secret").read_text() == made and operations.check_secret()


@pytest.mark.parametrize("numbered", [False, True])
def test_a_lost_secret_is_not_made_anew_and_nothing_is_signed(republic, numbered, safe_after):
    folder = safe_after(numbered)
    before = sorted(Record.objects.values_list("pk", "checkpoint"))
    for act in (operations.check_secret, operations.seal, lambda: operations.new_records(host="x", number=1)):
        if act is operations.seal and numbered:
            continue  # nothing waits
        with pytest.raises(keys.NotTheSecret) as no:
            act()
        assert str(folder / "record-secret") in str(no.value) and "RECORD_SECRET" in str(no.value)
    assert not list(folder.iterdir())
    assert sorted(Record.objects.values_list("pk", "checkpoint")) == before
    with pytest.raises(CommandError, match="record-secret"):
        call_command("run_worker")


@pytest.fixture
def safe_after(settings, tmp_path, monkeypatch):
    """Take the secret away from a world that was founded with it."""

    def take_away(numbered):
        if numbered:
            operations.seal_all()
        settings.STATE_FOLDER, settings.RECORD_SECRET = tmp_path, ""
        monkeypatch.setattr(holding, "_fit", set())
        return tmp_path

    return take_away


@pytest.mark.parametrize("kept", ["file", "variable"])
def test_another_secret_is_found_out_before_it_signs(republic, safe_after, settings, kept):
    folder = safe_after(False)
    waiting = Said.objects.count()
    if kept == "file":
        (folder / "record-secret").write_text("another")
    else:
        settings.RECORD_SECRET = "another"
    where = str(folder / "record-secret") if kept == "file" else "variable RECORD_SECRET"
    with pytest.raises(keys.NotTheSecret, match="not the one") as no:
        operations.seal()
    assert where in str(no.value) and Said.objects.count() == waiting


def test_a_secret_replaced_between_two_foundings_is_found_out(republic, safe_after, settings, monkeypatch):
    from assemblies.registry import operations as registry
    from assemblies.registry.operations import Founding

    first = keys.secret()
    (safe_after(True) / "record-secret").write_text("another")
    monkeypatch.setattr(holding, "_fit", {"another"})  # as where a lost one was silently replaced
    hill = Founding("Hill", 0, parent=republic.valley, population=5)
    registry.found_many(network=republic.network, foundings=[hill])
    settings.RECORD_SECRET = first
    with pytest.raises(keys.NotTheSecret, match="not the one"):
        operations.check_secret()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("program", [["-c", "import config.asgi"], ["-m", "django", "run_worker"]])
def test_a_second_host_without_the_secret_ends_with_a_sentence_and_a_code(real_republic, tmp_path, program):
    from django.db import connection

    told = connection.settings_dict
    host = told["HOST"] or os.environ.get("PGHOST", "")
    url = f"postgresql://{told['USER']}:{told['PASSWORD']}@/{told['NAME']}?host={host}"
    environment = {key: value for key, value in os.environ.items() if key != "RECORD_SECRET"}
    environment |= {"DATABASE_URL": url, "NESTED_STATE": str(tmp_path), "PYTHONPATH": str(PROJECT)}
    environment |= {"DJANGO_SETTINGS_MODULE": "config.settings", "NESTED_POOL_SIZE": "2"}
    done = subprocess.run(
        [sys.executable, *program], env=environment, cwd=PROJECT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1, done.stderr
    assert str(tmp_path / "record-secret") in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "record-secret").exists()
