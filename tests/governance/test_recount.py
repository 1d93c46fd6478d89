# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promise 2: from the export alone, `verify` repeats the result, the roots and every vote's seals, ties included.

The elections are drawn here and counted here once more, in the plainest way, before the law is asked.
"""

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from governance import exports
from governance.commands import verify
from tests import sizes
from tests.governance import exporting
from tests.governance.exporting import Town

pytestmark = [pytest.mark.long]
ELECTIONS = sizes.of("ELECTIONS", small=25, long=1000)
BY_SHELL = 100
"""One export in so many is given to the command itself."""
ROOT = Path(__file__).resolve().parents[2]
KINDS = ("tie", "at the quorum", "below the quorum", "at the threshold", "nobody", "liked", "any", "liked")
SHARES = ("0", "1/20", "1/10", "1/5", "1/3", "1/2", "2/3", "1")


def question(turn: random.Random, method: str) -> dict[str, Any]:
    """The question of an election: seats, rule, and for a double majority its two to six places."""
    asked = exporting.majority(turn.randint(1, 40))
    asked["method"] = method
    asked["rule"] = {
        "quorum": {"of": "seats", "share": turn.choice(SHARES), "count": "all"},
        "threshold": {"of": "cast", "share": turn.choice(SHARES[1:-1]), "strict": True},
    }
    if method == "double-majority":
        asked["assembly_weights"] = {f"place{k}": "1" for k in range(turn.randint(2, 6))}
    return asked


def share(asked: Mapping[str, Any], of: str) -> Fraction:
    return Fraction(asked["rule"][of]["share"])


def drawn(turn: random.Random, asked: Mapping[str, Any], kind: str) -> list[str]:
    """The choices that stand in the end, one a voter, for an election of this kind."""
    seats = asked["seats"]
    quorum = -(-seats * share(asked, "quorum") // 1)
    if kind == "nobody":
        return []
    if kind == "tie":
        each = turn.randint(0, seats // 2)
        return ["yes", "no"] * each + ["abstain"] * turn.randint(0, seats - 2 * each)
    if kind == "at the threshold":
        bar = share(asked, "threshold")
        times = turn.randint(0, seats // bar.denominator)
        return ["yes"] * (times * bar.numerator) + ["no"] * (times * (bar.denominator - bar.numerator))
    many = {"at the quorum": quorum, "below the quorum": max(0, quorum - 1)}.get(kind, turn.randint(0, seats))
    paper = ("yes",) * (8 if kind == "liked" else 2) + ("no", "abstain")
    return [turn.choice(paper) for _ in range(int(many))]


def held(seed: int, method: str) -> tuple[Town, str, dict[str, str], dict[str, str]]:
    """One election from its placement to what came after. Returns it, its kind, and who stood for what, where."""
    turn = random.Random(f"{seed} {method}")
    asked, kind = question(turn, method), KINDS[seed % len(KINDS)]
    choices = drawn(turn, asked, kind)
    turn.shuffle(choices)
    standing = {f"v{number}": choice for number, choice in enumerate(choices)}
    places = {who: turn.choice(list(asked.get("assembly_weights", [""]))) for who in standing}
    town = Town(seed, asked)
    town.live_before()
    town.place()
    town.open()
    for who in turn.sample(sorted(standing), len(standing) // 3):  # a third changed their mind
        town.vote(who, turn.choice(("yes", "no", "abstain")), place=places[who])
        town.vote("x", "yes", ballot="b2", place=places[who])
    for who in turn.sample(sorted(standing), len(standing)):
        town.vote(who, standing[who], place=places[who])
    town.decide()
    town.live_after()
    return town, kind, standing, places


def plainly(asked: Mapping[str, Any], standing: Mapping[str, str], places: Mapping[str, str]) -> str:
    """The outcome by the words of the charter."""
    counts = Counter(standing.values())
    if len(standing) < share(asked, "quorum") * asked["seats"]:
        return "no_quorum"
    cast = counts["yes"] + counts["no"]
    people = counts["yes"] > share(asked, "threshold") * cast and counts["yes"] != counts["no"]
    if not people or asked["method"] == "majority":
        return "adopted" if people else "rejected"
    margins = Counter(dict.fromkeys(asked["assembly_weights"], 0))
    for who, choice in standing.items():
        margins[places[who]] += {"yes": 1, "no": -1, "abstain": 0}[choice]
    return "adopted" if 2 * sum(margin > 0 for margin in margins.values()) > len(margins) else "rejected"


@pytest.mark.parametrize("method", ["majority", "double-majority"])
def test_every_election_is_repeated_from_its_export(method: str, tmp_path: Path) -> None:
    outcomes: Counter[str] = Counter()
    ties = 0
    for seed in range(ELECTIONS):
        town, kind, standing, places = held(seed, method)
        counts = Counter(standing.values())
        assert town.decision["outcome"] == plainly(town.tally, standing, places), (seed, kind)
        assert town.decision["counts"] == {name: counts[name] for name in ("yes", "no", "abstain")}
        outcomes[town.decision["outcome"]] += 1
        ties += bool(standing) and counts["yes"] == counts["no"]
        repeated(town.export(), tmp_path / "export.zip", town, by_shell=seed % BY_SHELL == 0)
    assert set(outcomes) == {"adopted", "rejected", "no_quorum"}
    assert ties >= ELECTIONS // 10


def repeated(files: Mapping[str, bytes], path: Path, town: Town, by_shell: bool, carried: int = 0) -> None:
    """Verify an export as anyone would, and hold what it says against what is known of it."""
    path.write_bytes(exports.zipped(files))
    lines = shell(path) if by_shell else verified(path)
    assert lines[-1] == "verified"
    wanted = (
        f"The public record has {len(town.public)} entries, signed by the key that the genesis names.",
        f"The acts record has {len(town.acts)} entries, signed by the key that the genesis names.",
        f"The decision is entry {town.decided} of the public record, by its inclusion proof.",
        f"All {len(town.votes)} votes in the record of acts are listed",
        f"The count of {len({vote['who'] for vote in town.votes})} voters"
        f"{f' and {carried} carried votes' if carried else ''}, repeated, gives the result recorded: "
        + town.decision["because"],
    )
    for sentence in wanted:
        assert any(line.startswith(sentence) for line in lines), (sentence, lines)


def verified(path: Path) -> list[str]:
    lines: list[str] = verify.run({"export": str(path)})["lines"]
    return lines


def shell(path: Path) -> list[str]:
    """The lines of `python -m governance verify`."""
    command = [sys.executable, "-m", "governance", "verify", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()
