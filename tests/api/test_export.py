# SPDX-License-Identifier: AGPL-3.0-or-later
"""A program takes a decision with it as the page gives it, and repeats it; for those who may see the votes."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from assemblies import clock
from assemblies.people import operations_pacing
from assemblies.record import operations as record
from assemblies.voting import operations
from assemblies.voting.api import decisions
from assemblies.voting.models import Decision
from governance.commands import verify
from tests import republic as small
from tests.api.conftest import Program, problem
from tests.republic import Republic


@pytest.fixture
def ballot_id(republic: Republic) -> str:
    """A ballot of Linden's that came to a decision, numbered."""
    ballot = small.at_vote(republic)
    for name in ("ana", "ben"):
        voter, digest = republic.people[name], ballot.text_digest
        operations.cast_vote(ballot=ballot.public_id, voter=voter, choice="yes", text_digest=digest)
    with clock.travel(ballot.closes_at):
        operations.close_due()
    record.seal_all()
    return ballot.public_id


def test_the_export_is_the_page_s_and_verifies(republic: Republic, ballot_id: str, tmp_path: Path) -> None:
    answer = Program(republic.ana)("GET", f"/decisions/{ballot_id}/export")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert answer["Content-Disposition"].startswith("attachment") and "no-store" in answer["Cache-Control"]
    page = Client()
    page.force_login(republic.ana, backend="assemblies.people.sessions.Backend")
    proposal = Program(republic.ana).get(f"/decisions/{ballot_id}")["proposal"]
    same = page.get(f"/p/{proposal}/export/")
    assert files(answer.content) == files(same.content)
    (tmp_path / "decision.zip").write_bytes(answer.content)
    assert verify.run({"export": str(tmp_path / "decision.zip")})["verified"]


def files(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


@pytest.mark.parametrize(("who", "status"), [("", 401), ("zoe", 403), ("dov", 403), ("ines", 403)])
def test_who_may_not_see_the_votes_gets_no_export(
    republic: Republic, ballot_id: str, who: str, status: int
) -> None:
    asking = Program(republic.people[who] if who else None)
    problem(asking("GET", f"/decisions/{ballot_id}/export"), status)


def test_anyone_gets_the_public_part_which_verifies_and_opens_no_vote(
    republic: Republic, ballot_id: str, tmp_path: Path
) -> None:
    answer = Program()("GET", f"/decisions/{ballot_id}/export/public")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    proposal = Program().get(f"/decisions/{ballot_id}")["proposal"]
    assert files(answer.content) == files(Client().get(f"/p/{proposal}/export/public/").content)
    assert republic.ana.public_id.encode() not in b"".join(files(answer.content).values())
    (tmp_path / "part.zip").write_bytes(answer.content)
    assert verify.run({"export": str(tmp_path / "part.zip")})["verified"]


def test_there_is_no_export_before_the_decision_or_before_its_entry_is_numbered(republic: Republic) -> None:
    ballot = small.at_vote(republic)
    ana, path = Program(republic.ana), f"/decisions/{ballot.public_id}/export"
    problem(ana("GET", path), 404)
    for name in ("ana", "ben"):
        voter, digest = republic.people[name], ballot.text_digest
        operations.cast_vote(ballot=ballot.public_id, voter=voter, choice="no", text_digest=digest)
    with clock.travel(ballot.closes_at):
        operations.close_due()
    problem(ana("GET", path), 404)
    record.seal_all()
    assert ana("GET", path).status_code == 200


def test_where_the_proposal_moved_on_the_votes_stay_with_those_who_gave_them(
    republic: Republic, ballot_id: str
) -> None:
    decision = Decision.objects.get(ballot__public_id=ballot_id)
    type(decision.proposal).objects.filter(pk=decision.proposal_id).update(assembly=republic.ashby)
    for path in ("export/", "votes/"):
        for who, status in (("dov", 403), ("ana", 200)):
            page = Client()
            page.force_login(republic.people[who], backend="assemblies.people.sessions.Backend")
            assert page.get(f"/p/{decision.proposal.public_id}/{path}").status_code == status, (path, who)


def test_exports_have_a_pace_of_their_own(
    republic: Republic, ballot_id: str, settings: Any, monkeypatch: Any
) -> None:
    del settings.API_RATE
    monkeypatch.setattr(decisions.ExportRate, "usual", 3)
    operations_pacing.forget()
    path = f"/decisions/{ballot_id}"
    for _ in range(3):
        assert Program()("GET", f"{path}/export/public").status_code == 200
    late = Program()("GET", f"{path}/export/public")
    problem(late, 429)
    assert int(late["Retry-After"]) > 0
    Program().get(path)
    ana = Program(republic.ana)
    for what in ("export", "export/public", "export"):
        assert ana("GET", f"{path}/{what}").status_code == 200, "each person for themselves"
    for what in ("export", "export/public"):
        problem(ana("GET", f"{path}/{what}"), 429)
    operations_pacing.forget()


def test_the_pace_of_exports_is_the_one_told() -> None:
    told = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
    assert f"given {decisions.ExportRate.usual} times a minute" in " ".join(told.split())
    for view in (decisions.Export, decisions.PublicExport):
        assert f"given {decisions.ExportRate.usual} times a minute" in " ".join(
            (view.get.__doc__ or "").split()
        )
