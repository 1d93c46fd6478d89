# SPDX-License-Identifier: AGPL-3.0-or-later
"""The life of a hearing: its stages and every move between them, in one table."""

from enum import StrEnum
from typing import ClassVar, NamedTuple

from governance.powers import Power
from governance.refusals import Refusal


class Stage(StrEnum):
    DRAFT = "draft"
    SECONDING = "seconding"
    DELIBERATION = "deliberation"
    BALLOT = "ballot"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    NO_QUORUM = "no_quorum"
    ESCALATED = "escalated"
    DEVOLVED = "devolved"
    REFERRED = "referred"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class Mover(StrEnum):
    """Who makes a move that nobody makes by hand."""

    CLOCK = "clock"
    COUNT = "count"
    TEST = "test"  # the subsidiarity test


class Move(NamedTuple):
    source: Stage
    verb: str
    target: Stage
    by: Power | Mover


S, P, M = Stage, Power, Mover
# fmt: off
MOVES = (
    Move(S.DRAFT,        "submit",      S.SECONDING,    P.EDIT_DRAFT),
    Move(S.DRAFT,        "withdraw",    S.WITHDRAWN,    P.WITHDRAW),
    Move(S.SECONDING,    "take_up",     S.DELIBERATION, M.COUNT),  # enough have seconded it
    Move(S.SECONDING,    "withdraw",    S.WITHDRAWN,    P.WITHDRAW),
    Move(S.SECONDING,    "lapse",       S.LAPSED,       M.CLOCK),
    Move(S.SECONDING,    "escalate",    S.ESCALATED,    M.TEST),
    Move(S.SECONDING,    "devolve",     S.DEVOLVED,     M.TEST),
    Move(S.SECONDING,    "refer",       S.REFERRED,     M.TEST),
    Move(S.DELIBERATION, "open_ballot", S.BALLOT,       P.OPEN_BALLOT),
    Move(S.DELIBERATION, "withdraw",    S.WITHDRAWN,    P.WITHDRAW),
    Move(S.DELIBERATION, "lapse",       S.LAPSED,       M.CLOCK),
    Move(S.DELIBERATION, "escalate",    S.ESCALATED,    M.TEST),
    Move(S.DELIBERATION, "devolve",     S.DEVOLVED,     M.TEST),
    Move(S.DELIBERATION, "refer",       S.REFERRED,     M.TEST),
    Move(S.BALLOT,       "adopt",       S.ADOPTED,      M.COUNT),
    Move(S.BALLOT,       "reject",      S.REJECTED,     M.COUNT),
    Move(S.BALLOT,       "talk_again",  S.DELIBERATION, M.COUNT),  # the first missed quorum
    Move(S.BALLOT,       "hear",        S.DELIBERATION, M.COUNT),  # somebody objected
    Move(S.BALLOT,       "tie",         S.DELIBERATION, M.COUNT),  # and nothing resolves it
    Move(S.BALLOT,       "miss_quorum", S.NO_QUORUM,    M.COUNT),  # the second
    Move(S.NO_QUORUM,    "lapse",       S.LAPSED,       M.CLOCK),
)
# fmt: on
OPEN = frozenset({S.SECONDING, S.DELIBERATION, S.BALLOT})
MOVED_ON = frozenset({S.ESCALATED, S.DEVOLVED, S.REFERRED})
DECIDED = frozenset({S.ADOPTED, S.REJECTED, S.NO_QUORUM})
ENDED = frozenset(S) - OPEN - {S.DRAFT}


class NoSuchMove(Refusal):
    code: ClassVar[str] = "no_such_move"


def move(stage: Stage, verb: str) -> Move:
    """Find the move that a verb makes from a stage, or refuse."""
    for candidate in MOVES:
        if (candidate.source, candidate.verb) == (stage, verb):
            return candidate
    sentence = "A proposal that is {stage} cannot be {verb}."
    raise NoSuchMove(sentence, stage=SPOKEN[stage], verb=DONE.get(verb, verb.replace("_", " ")))


SPOKEN = {
    S.DRAFT: "still a draft",
    S.SECONDING: "waiting for seconds",
    S.DELIBERATION: "being talked about",
    S.BALLOT: "being voted on",
    S.ADOPTED: "adopted",
    S.REJECTED: "rejected",
    S.NO_QUORUM: "undecided for want of a quorum",
    S.ESCALATED: "on its way to a wider place",
    S.DEVOLVED: "on its way to a smaller place",
    S.REFERRED: "on its way to another place",
    S.WITHDRAWN: "withdrawn",
    S.LAPSED: "lapsed",
}
"""What a proposal is at each stage, and what each verb does with it: the words of a sentence that says no."""
DONE = {
    "submit": "put forward",
    "withdraw": "taken back",
    "take_up": "taken up",
    "lapse": "ended for want of interest",
    "escalate": "moved to a wider place",
    "devolve": "moved to a smaller place",
    "refer": "moved to another place",
    "open_ballot": "put to the vote",
    "adopt": "adopted",
    "reject": "rejected",
    "talk_again": "talked about again",
    "hear": "sent back with an objection",
    "tie": "sent back as a tie",
    "miss_quorum": "ended for want of a quorum",
}
