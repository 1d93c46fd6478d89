# SPDX-License-Identifier: AGPL-3.0-or-later
"""Small exports made from nothing: an assembly with a record, one ballot on it, and all that speaks of it."""

import hashlib
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance import answers, ballots, canonical, entries, exports, merkle, notes, papers, tallies, verify
from governance.commands import place
from governance.genesis import Genesis
from governance.refusals import Refusal

OPENED = datetime(2026, 11, 1, 12, tzinfo=UTC)
CLOSES = OPENED + timedelta(days=7)
MAJORITY = {"method": "majority", "options": ["yes", "no"]}
NETWORK = {
    "assemblies": [
        {"id": "town", "scale": 1, "population": 50},
        {"id": "mill", "scale": 0, "parent": "town", "population": 30},
        {"id": "weir", "scale": 0, "parent": "town", "population": 20},
    ],
    "overlays": [],
}


def majority(seats: int = 50) -> dict[str, Any]:
    """The input of `tally` without votes, as a town of so many seats would set it."""
    rule = {"quorum": {"of": "seats", "share": "1/20"}, "threshold": {"of": "cast", "share": "1/2"}}
    return {**MAJORITY, "seats": seats, "rule": rule}


def double(seats: int = 50) -> dict[str, Any]:
    return {**majority(seats), "method": "double-majority", "assembly_weights": {"mill": "1", "weir": "1"}}


@dataclass(frozen=True)
class Key:
    """A record key: its 32 public bytes, and what signs with it."""

    public: bytes
    sign: notes.Signer

    def note(self, origin: str, leaves: list[bytes]) -> str:
        """The signed checkpoint of a record with these leaves."""
        root = merkle.root_of([merkle.leaf_hash(leaf) for leaf in leaves])
        return notes.sign_checkpoint(notes.Checkpoint(origin, len(leaves), root), self.public, self.sign)


@dataclass
class Town:
    """One assembly's two records, written entry by entry. Everything comes from the seed."""

    seed: int = 1
    tally: dict[str, Any] = field(default_factory=majority)
    paper: papers.Paper | None = None
    lends: bool = False
    public: list[bytes] = field(default_factory=list)
    acts: list[bytes] = field(default_factory=list)
    votes: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        private = Ed25519PrivateKey.from_private_bytes(self.drawn())
        self.key = Key(private.public_key().public_bytes_raw(), private.sign)
        self.genesis = Genesis(
            name="Ashby",
            public_origin="ashby.example/record/one",
            acts_origin="ashby.example/record/two",
            keys={"record": self.key.public},
            charter=canonical.digest(b"charter"),
            recovery=canonical.digest(b"recovery"),
            nonce=self.drawn(),
        )
        self.public.append(self.genesis.leaf())
        self.say(
            self.acts, "RecordBegun", OPENED - timedelta(days=30), {"origin": "ashby.example/record/two"}
        )

    def drawn(self) -> bytes:
        return self.chance.randbytes(32)

    def say(
        self,
        record: list[bytes],
        type: str,
        at: datetime,
        facts: Mapping[str, Any],
        private: Mapping[str, Any] | None = None,
    ) -> dict[str, bytes]:
        salts = {name: self.drawn() for name in private or {}}
        record.append(entries.seal(type, entries.instant(at), self.name, facts, private or {}, salts))
        return salts

    @property
    def name(self) -> str:
        return self.genesis.assembly()

    def live_before(self) -> None:
        """What happened here before, and has nothing to do with the ballot."""
        for day in range(self.chance.randint(2, 5)):
            at = OPENED - timedelta(days=20 - day)
            self.say(self.acts, "SeatTaken", at, {"office": "member", "home": True}, {"who": f"old{day}"})
            self.say(self.public, "ReasonsGiven", at, {"proposal": "other", "digest": "-"}, {"by": "f"})

    def place(self) -> None:
        given = {
            "effects": {"places": {"mill": "1", "weir": "0.5"}, "matter": "mobility"},
            "raised_in": "mill",
        }
        answer = place.run({**NETWORK, **given})
        assert isinstance(answer, dict)
        named = {"snapshot": canonical.ni(canonical.encode(NETWORK)), **given}
        self.placement = {"input": named, "answer": answer}
        facts = {"proposal": "p1", "answer": answer["assembly"], "because": answer["because"]}
        facts["digest"] = canonical.ni(canonical.encode(self.placement))
        self.placed = len(self.public)
        self.say(self.public, "ProposalPlaced", OPENED, facts)

    def open(self) -> None:
        self.words = {"title": "A bench at the weir", "text": "One bench.", "places": {"mill": "1"}}
        self.text: dict[str, Any] = self.words
        if (
            self.paper or self.lends
        ):  # what is asked beside the words, as ballots have it since there are papers
            asked = {"asks": self.paper.as_data()} if self.paper else {}
            lending = {"lending": True} if self.lends else {}
            named = {"text": canonical.ni(canonical.encode(self.words)), "secrecy": "open"}
            self.text = named | asked | lending
        facts = {
            "proposal": "p1",
            "ballot": "b1",
            "text": canonical.ni(canonical.encode(self.text)),
            "method": self.tally["method"],
            "seats": self.tally["seats"],
            "quorum": ballots.quorum_of(self.tally["seats"], Fraction(self.tally["rule"]["quorum"]["share"])),
            "closes": entries.instant(CLOSES),
            "rule": canonical.ni(canonical.encode(self.tally)),
        }
        self.say(self.public, "BallotOpened", OPENED, facts, {"by": "f"})

    def vote(
        self, who: str, choice: str, *, ballot: str = "b1", at: datetime | None = None, place: str = ""
    ) -> None:
        at = at or OPENED + timedelta(hours=1 + len(self.acts))
        private = {"who": who, "choice": choice}
        if self.tally["method"] == "double-majority":
            side = int(hashlib.sha256(who.encode()).hexdigest(), 16) % 2
            private["assembly"] = place or ("mill" if side else "weir")
        salts = self.say(self.acts, "VoteCast", at, {"proposal": "p1", "ballot": ballot}, private)
        if ballot == "b1":
            opened = {f"{name}_salt": salt.hex() for name, salt in salts.items()}
            self.votes.append({"number": len(self.acts) - 1, **private, **opened})

    def standing(self) -> Iterator[dict[str, Any]]:
        for vote in {vote["who"]: vote for vote in self.votes}.values():
            assembly = {"assembly": vote["assembly"]} if "assembly" in vote else {}
            choice = answers.kept(self.tally["method"], vote["choice"])
            yield {"voter": vote["who"], "choice": choice, **assembly}

    def decide(self) -> None:
        names = self.paper.names() if self.paper else {}
        self.decision = tallies.tally({**self.tally, "votes": list(self.standing())}, names)
        facts = {"proposal": "p1", "ballot": "b1", **{k: self.decision[k] for k in ("outcome", "because")}}
        facts["digest"] = canonical.ni(canonical.encode(self.decision))
        if self.tally["method"] == "double-majority":
            named = {
                "proposal": "p1",
                "ballot": "b1",
                "digest": canonical.ni(canonical.encode(self.counted())),
            }
            self.say(self.public, "VotesCounted", CLOSES, named)
        self.decided = len(self.public)
        self.say(self.public, "DecisionMade", CLOSES, facts)

    def counted(self) -> dict[str, Any]:
        """How many of each place chose what, as the public part of a double majority has it."""
        votes = list(self.standing())
        places = {*self.tally["assembly_weights"], *(vote["assembly"] for vote in votes)}
        return {
            "counts": {
                place: {
                    word: sum((vote["assembly"], vote["choice"]) == (place, word) for vote in votes)
                    for word in answers.YES_OR_NO
                }
                for place in places
            }
        }

    def live_after(self) -> None:
        self.say(self.public, "ReasonsGiven", CLOSES + timedelta(1), {"proposal": "p1", "digest": "-"})
        self.say(self.acts, "SeatLeft", CLOSES + timedelta(1), {"office": "member"}, {"who": "v1"})

    def book(
        self, name: str, shown_from: int, *, key: Key | None = None, kept: int | None = 1
    ) -> dict[str, Any]:
        """One of the two records for an export; `kept` is the size of the earlier checkpoint, None for none."""
        signing = key or self.key
        leaves, origin = (
            (self.public, self.genesis.public_origin)
            if name == "public"
            else (self.acts, self.genesis.acts_origin)
        )
        before = signing.note(origin, leaves[:kept]) if kept else None
        signed = exports.Signed(signing.public, signing.note(origin, leaves), before)
        return exports.record(origin, leaves, shown_from, signed)

    def export(self, *, kept: int | None = 1, **changed: Any) -> dict[str, bytes]:
        """The files; `changed` puts other parts in the place of the true ones."""
        public = self.book("public", self.placed, kept=kept)
        shown_from = exports.before_opening(self.acts, OPENED)
        parts: dict[str, Any] = {
            "manifest": {"assembly": self.name, "proposal": "p1", "ballot": "b1"},
            "network": NETWORK,
            "placement": self.placement,
            "ballot": {
                "text": self.text,
                "opened_at": entries.instant(OPENED),
                "closes_at": entries.instant(CLOSES),
                "decided_at": entries.instant(CLOSES),
                "tally": self.tally,
                **({"proposal": self.words} if self.text is not self.words else {}),
            },
            "votes": self.votes,
            "decision": self.decision,
            "public": {**public, "decision": exports.included(self.public, self.decided)},
            "acts": self.book("acts", shown_from, kept=kept),
        }
        return exports.write(**{**parts, **changed})


def voted(seed: int = 1, tally: dict[str, Any] | None = None, voters: int = 6) -> Town:
    """A town whose ballot was placed, opened, voted on, decided, and lived past."""
    town = Town(seed, tally or majority())
    town.live_before()
    town.place()
    town.open()
    for number in range(voters):
        town.vote(f"v{number}", town.chance.choice(("yes", "yes", "no", "abstain")))
    if voters:
        town.vote("v0", "no")  # changed their mind
    town.vote("x", "yes", ballot="b2")
    town.decide()
    town.live_after()
    return town


def refused(files: Mapping[str, bytes]) -> str:
    """The sentence with which these files are refused."""
    with pytest.raises(Refusal) as caught:
        list(verify.checks(files))
    return caught.value.sentence
