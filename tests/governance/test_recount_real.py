# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promise 2 through the house: ballots held by its operations are repeated by the law from what it exports."""

import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from assemblies import clock
from assemblies.record import operations as record
from assemblies.voting import export, operations
from assemblies.voting.models import Ballot, Decision
from tests import republic as small
from tests import sizes
from tests.republic import Republic

pytestmark = [pytest.mark.long]
ELECTIONS = sizes.of("REAL_ELECTIONS", small=5, long=100)
ROOT = Path(__file__).resolve().parents[2]
VOTERS = ("ana", "ben", "cleo", "olga", "dov", "eva", "ines")
TIES = (
    {"ana": "yes", "dov": "no"},
    {"ana": "yes", "ben": "yes", "dov": "no", "eva": "no", "cleo": "abstain"},
)


def choices(seed: int) -> dict[str, str]:
    """Who ends up choosing what; every third election is a tie, and now and then all agree."""
    turn = random.Random(seed)
    if seed % 3 == 0:
        return TIES[seed // 3 % len(TIES)]
    if seed % 5 == 1:
        return dict.fromkeys(VOTERS, "yes")
    took_part = turn.sample(VOTERS, turn.randint(2, len(VOTERS)))
    return {name: turn.choice(("yes", "yes", "no", "abstain")) for name in took_part}


def decided(world: Republic, ballot: Ballot, standing: dict[str, str], seed: int) -> Decision:
    """Cast the votes, some changed on the way, and let the clock close."""
    turn = random.Random(seed)
    for name in turn.sample(sorted(standing), len(standing) // 2) + list(standing):
        operations.cast_vote(
            ballot=ballot.public_id,
            voter=world.people[name],
            choice=standing[name],
            text_digest=ballot.text_digest,
        )
    with clock.travel(ballot.closes_at):
        operations.close_due()
    record.seal_all()
    return Decision.objects.get(ballot=ballot)


@pytest.mark.parametrize("method", ["majority", "double-majority"])
def test_every_real_election_is_repeated_from_its_export(
    republic: Republic, method: str, tmp_path: Path
) -> None:
    outcomes: Counter[str] = Counter()
    for seed in range(ELECTIONS):
        standing = choices(seed)
        ballot = small.at_vote(republic, both=True, method=method)
        made = decided(republic, ballot, standing, seed)
        counts = Counter(standing.values())
        assert made.tally["counts"] == {name: counts[name] for name in ("yes", "no", "abstain")}
        outcomes[made.outcome] += 1
        lines = verified(made, tmp_path / "export.zip")
        assert any(f"The count of {len(standing)} voters, repeated" in line for line in lines)
        assert any(f"All {len(standing) + len(standing) // 2} votes" in line for line in lines)
    assert outcomes["adopted"] and outcomes["rejected"]


def verified(made: Decision, path: Path) -> list[str]:
    """The lines of `python -m governance verify` on the archive that people are given."""
    path.write_bytes(export.archive(made))
    command = [sys.executable, "-m", "governance", "verify", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout.endswith("verified\n"), done.stdout + done.stderr
    return done.stdout.splitlines()
