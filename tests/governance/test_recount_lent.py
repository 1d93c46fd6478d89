# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promise 2 where votes are lent: who carries whose vote is found again from the export alone, and so is the result.

The lendings are drawn here and followed here once more, in the plainest way, before the law is asked.
"""

import base64
import random
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from governance import answers, canonical, exports, tallies, verify
from tests import sizes
from tests.governance.exporting import CLOSES, OPENED, Town, double, majority
from tests.governance.test_recount import BY_SHELL, verified
from tests.governance.test_recount_every_way import choice, paper, repeated

pytestmark = [pytest.mark.long]
ELECTIONS = sizes.of("LENT_ELECTIONS", small=20, long=1000)
METHODS = ("majority", "double-majority", "plurality", "score", "schulze", "stv", "budget-mes")
SCOPES = ("assembly", "matter", "proposal")
ABOUT = {"assembly": ("",), "matter": ("mobility", "water"), "proposal": ("p1", "p2")}
HERE = ("", "mobility", "p1")
"""What of all that reaches the proposal voted on."""
PLACES = ("mill", "weir")


class Lending(Town):
    """A town whose people lend their votes; `people` live in it, and some lend though they have no vote here."""

    def begin(self, people: list[str], outside: list[str]) -> None:
        self.people, self.outside = people, outside
        self.given: list[dict[str, Any]] = []
        self.rules: dict[tuple[str, str, str], str | None] = {}

    def home(self, who: str) -> str:
        return PLACES[int(who[1:]) % 2]

    def lend(self, who: str, to: str | None, scope: str, about: str, *, back: bool = False) -> None:
        """Lent, kept from being carried (no `to`), or taken back: sealed, and so also opened."""
        facts = {"nth": len(self.given) + 1, "scope": scope, "matter": "", "proposal": ""}
        facts[scope] = about
        if scope == "assembly":
            del facts["assembly"]
        private = {"who": who} | ({} if back else {"to": to})
        at = OPENED + timedelta(minutes=len(self.acts))
        salts = self.say(self.acts, "VoteTakenBack" if back else "VoteLent", at, facts, private)
        row = {"number": len(self.acts) - 1, "leaf": base64.b64encode(self.acts[-1]).decode(), **private}
        self.given.append(row | {f"{name}_salt": salt.hex() for name, salt in salts.items()})
        if back:
            self.rules.pop((who, scope, about), None)
        else:
            self.rules[who, scope, about] = to

    def onward(self, who: str) -> str | None:
        """To whom someone's vote goes next here: what is nearest counts, even where it says nobody."""
        rules = [
            self.rules[who, s, a] for s, a in zip(SCOPES, HERE, strict=True) if (who, s, a) in self.rules
        ]
        return rules[-1] if rules and who not in self.outside else None

    def carrier(self, who: str) -> str | None:
        """Who carries someone's vote: the first on the way who voted; nobody on a way that ends or goes round."""
        voted, seen, at = {vote["who"] for vote in self.votes}, set(), self.onward(who)
        while at is not None and at not in voted and at not in seen:
            seen.add(at)
            at = self.onward(at)
        return at if at in voted else None

    def carried(self) -> dict[str, str]:
        voted = {vote["who"] for vote in self.votes}
        found = {who: self.carrier(who) for who in [*self.people, *self.outside] if who not in voted}
        return {who: by for who, by in found.items() if by is not None}

    def close(self) -> None:
        carried = self.carried()
        homes = {who: self.home(who) for who in sorted(carried)}
        places = homes if self.tally["method"] == "double-majority" else {}
        self.beside = {"outside": sorted(self.outside), "places": places}
        facts: dict[str, Any] = {"proposal": "p1", "ballot": "b1", "acts": len(self.given)}
        facts |= {"number": len(carried), "digest": canonical.ni(canonical.encode(self.beside))}
        self.say(self.public, "VotesCarried", CLOSES, facts)
        self.decide()

    def standing(self) -> Any:
        direct = {vote["voter"]: vote for vote in super().standing()}
        yield from direct.values()
        for who, by in self.carried().items():
            more = {"assembly": self.home(who)} if "assembly" in direct[by] else {}
            yield direct[by] | {"voter": who} | more

    def export(self, **changed: Any) -> dict[str, bytes]:
        return super().export(**{"lent": {"acts": self.given, **self.beside}, **changed})


def held(seed: int, method: str) -> Lending:
    """One election among up to sixteen people who lend across all scopes, with loops, takings back and outsiders."""
    turn = random.Random(f"{seed} {method} lent")
    people = [f"v{n}" for n in range(turn.randint(2, 16))]
    outside = [f"x{n}" for n in range(turn.randint(0, 2))]
    asks = None if method in ("majority", "double-majority") else paper(turn, method)
    tally = double(len(people)) if method == "double-majority" else majority(len(people))
    if asks:
        rule = {"quorum": {"of": "seats", "share": "1/5", "count": "all"}}
        tally = {"method": method, "seats": len(people), "rule": rule, **asks.asked()}
    town = Lending(seed, tally, asks, lends=True)
    town.begin(people, outside)
    town.place()
    town.open()
    everyone, voters = [*people, *outside], turn.sample(people, turn.randint(1, 1 + len(people) // 2))
    for _ in range(turn.randint(1, 3 * len(people))):
        scope = turn.choice(SCOPES)
        who, about = turn.choice(everyone), turn.choice(ABOUT[scope])
        to = None if not turn.randrange(6) else turn.choice([one for one in people if one != who])
        town.lend(who, to, scope, about, back=not turn.randrange(5))
    for who in voters:
        said = answers.admit(method, asks.asked(), choice(turn, asks)) if asks else turn.choice(("yes", "no"))
        town.vote(who, said, place=town.home(who))
    town.close()
    town.live_after()
    return town


@pytest.mark.parametrize("method", METHODS)
def test_every_election_with_lent_votes_is_repeated_from_its_export(method: str, tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    for seed in range(ELECTIONS):
        town = held(seed, method)
        carried = town.carried()
        counted = tallies.tally({**town.tally, "votes": list(town.standing())})
        assert counted["outcome"] == town.decision["outcome"]
        seen["carried"] += len(carried)
        lost = sum(
            town.onward(who) is not None and who not in carried
            for who in town.people
            if who not in {vote["who"] for vote in town.votes}
        )
        seen["lost"] += lost
        said = f"{len(carried)} votes are carried by others, {lost} are lost."
        assert any(said in line for line in verify.checks(town.export()))
        repeated(town.export(), tmp_path / "export.zip", town, seed % BY_SHELL == 0, len(carried))
    assert seen["carried"] > ELECTIONS // 3 and seen["lost"] > 0


@pytest.mark.parametrize("method", METHODS)
def test_no_act_of_lending_can_be_left_out_or_added(method: str, tmp_path: Path) -> None:
    town = next(town for town in (held(seed, method) for seed in range(99)) if len(town.given) > 3)
    for changed in (
        town.given[1:],
        town.given[:-1],
        [*town.given, town.given[-1]],
        town.given[1:] + town.given[:1],
    ):
        files = town.export(lent={"acts": changed, **town.beside})
        (tmp_path / "export.zip").write_bytes(exports.zipped(files))
        assert "are not all there were up to the close" in verified(tmp_path / "export.zip")[-1]
