# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what, where: the whole table of powers, and the one judge that reads it."""

from dataclasses import dataclass, field
from enum import Flag, StrEnum, auto
from typing import ClassVar

from governance.refusals import Refusal
from governance.scales import Place


class Office(Flag):
    """What a person is to an assembly. The first four are facts, the others are offices held by a seat."""

    PUBLIC = auto()  # anyone at all
    PERSON = auto()  # signed in
    AUTHOR = auto()  # wrote the proposal in question
    PEOPLE = auto()  # lives in its cover, one scale or more below
    MEMBER = auto()  # has the home seat here
    DELEGATE = auto()  # sits here for an assembly below
    FACILITATOR = auto()  # keeps the procedure; has no vote by it
    AUDITOR = auto()  # checks the record
    OBSERVER = auto()  # looks on and may speak
    OPERATOR = auto()  # runs the machine; has no say in anything decided on it


class Power(StrEnum):
    OPEN = "open"
    READ = "read"
    OWN = "own"
    READ_ACTS = "read_acts"
    RAISE = "raise"
    EDIT_DRAFT = "edit_draft"
    WITHDRAW = "withdraw"
    SECOND = "second"
    CONTRIBUTE = "contribute"
    ASK_CHECK = "ask_check"
    CLAIM = "claim"
    ANSWER_CLAIM = "answer_claim"
    CAST_VOTE = "cast_vote"
    LEND_VOTE = "lend_vote"
    SERVE = "serve"
    OPEN_BALLOT = "open_ballot"
    CLOSE_BALLOT = "close_ballot"
    TAKE_VOTES = "take_votes"
    HOLD_DRAW = "hold_draw"
    GIVE_REASONS = "give_reasons"
    HIDE = "hide"
    FACILITATE = "facilitate"
    INVITE = "invite"
    GRANT = "grant"
    NAME_FACILITATOR = "name_facilitator"
    TAKE_UP = "take_up"
    ADD_PLACE = "add_place"
    ADD_MATTERS = "add_matters"
    OPERATE = "operate"
    APPOINT = "appoint"
    SUSPEND = "suspend"


NOBODY = Office(0)
PUBLIC, PERSON, AUTHOR, PEOPLE, MEMBER = (
    Office.PUBLIC,
    Office.PERSON,
    Office.AUTHOR,
    Office.PEOPLE,
    Office.MEMBER,
)
DELEGATE, FACILITATOR, AUDITOR = Office.DELEGATE, Office.FACILITATOR, Office.AUDITOR
OBSERVER, OPERATOR = Office.OBSERVER, Office.OPERATOR
LIVES = PEOPLE | MEMBER
HERE = LIVES | DELEGATE | FACILITATOR | AUDITOR | OBSERVER

# Wider is not stronger: no row gives an office of a parent any power in a child.
# fmt: off
TABLE: dict[Power, tuple[Office, Office, Office, Office]] = {
    #                    base                   between                top                    overlay
    Power.OPEN:         (PUBLIC,                PUBLIC,                PUBLIC,                PUBLIC),
    Power.READ:         (PUBLIC,                PUBLIC,                PUBLIC,                PUBLIC),
    Power.OWN:          (PERSON,                PERSON,                PERSON,                PERSON),
    Power.READ_ACTS:    (HERE,                  HERE,                  HERE,                  HERE),
    Power.RAISE:        (MEMBER,                NOBODY,                NOBODY,                NOBODY),
    Power.EDIT_DRAFT:   (AUTHOR,                AUTHOR,                AUTHOR,                AUTHOR),
    Power.WITHDRAW:     (AUTHOR,                AUTHOR,                AUTHOR,                AUTHOR),
    Power.SECOND:       (MEMBER,                LIVES,                 LIVES,                 LIVES),
    Power.CONTRIBUTE:   (MEMBER | FACILITATOR | OBSERVER, LIVES | DELEGATE | FACILITATOR | OBSERVER,
                         LIVES | DELEGATE | FACILITATOR | OBSERVER, LIVES | DELEGATE | FACILITATOR | OBSERVER),
    Power.ASK_CHECK:    (AUTHOR | MEMBER,       AUTHOR | LIVES,        AUTHOR | LIVES,        AUTHOR | LIVES),
    Power.CLAIM:        (MEMBER,                NOBODY,                NOBODY,                NOBODY),
    Power.ANSWER_CLAIM: (AUTHOR,                AUTHOR,                AUTHOR,                AUTHOR),
    Power.CAST_VOTE:    (MEMBER,                LIVES,                 LIVES,                 LIVES),
    Power.LEND_VOTE:    (MEMBER,                LIVES,                 LIVES,                 LIVES),
    Power.SERVE:        (MEMBER,                LIVES,                 LIVES,                 LIVES),
    Power.OPEN_BALLOT:  (FACILITATOR,           FACILITATOR,           FACILITATOR,           FACILITATOR),
    Power.CLOSE_BALLOT: (FACILITATOR,           FACILITATOR,           FACILITATOR,           FACILITATOR),
    Power.TAKE_VOTES:   (FACILITATOR,           FACILITATOR,           FACILITATOR,           FACILITATOR),
    Power.HOLD_DRAW:    (FACILITATOR,           FACILITATOR,           FACILITATOR,           FACILITATOR),
    Power.GIVE_REASONS: (FACILITATOR,           FACILITATOR,           FACILITATOR,           FACILITATOR),
    Power.HIDE:         (FACILITATOR,           FACILITATOR,           FACILITATOR,           FACILITATOR),
    Power.FACILITATE:   (FACILITATOR,           FACILITATOR,           FACILITATOR,           FACILITATOR),
    Power.INVITE:       (FACILITATOR,           NOBODY,                NOBODY,                NOBODY),
    Power.GRANT:        (FACILITATOR,           FACILITATOR,           FACILITATOR,           FACILITATOR),
    Power.NAME_FACILITATOR: (FACILITATOR,       FACILITATOR,           FACILITATOR,           FACILITATOR),
    Power.TAKE_UP:      (MEMBER,                LIVES,                 LIVES,                 LIVES),
    Power.ADD_PLACE:    (FACILITATOR,           FACILITATOR,           FACILITATOR,           NOBODY),
    Power.ADD_MATTERS:  (FACILITATOR,           NOBODY,                FACILITATOR,           NOBODY),
    Power.OPERATE:      (OPERATOR,              OPERATOR,              OPERATOR,              OPERATOR),
    Power.APPOINT:      (OPERATOR,              OPERATOR,              OPERATOR,              OPERATOR),
    Power.SUSPEND:      (OPERATOR,              OPERATOR,              OPERATOR,              OPERATOR),
}
# fmt: on
COLUMNS = (Place.BASE, Place.BETWEEN, Place.TOP, Place.OVERLAY)

# What an assembly may give to one person as an exception, for a term. Votes and procedure are never given so.
GRANTABLE = frozenset({Power.READ_ACTS, Power.CONTRIBUTE})


class NoPower(Refusal):
    code: ClassVar[str] = "no_power"


class NotSignedIn(NoPower):
    code: ClassVar[str] = "not_signed_in"


@dataclass(frozen=True)
class Standing:
    """Everything the law knows of one person in one assembly."""

    place: Place
    offices: Office = NOBODY
    grants: frozenset[Power] = field(default_factory=frozenset)
    active: bool = True


def holders(power: Power, place: Place) -> Office:
    """The offices that hold a power at a place in the nesting."""
    return TABLE[power][COLUMNS.index(place)]


def holds(power: Power, standing: Standing) -> bool:
    """Whether this standing holds the power; someone suspended holds what anyone holds, no more."""
    offices = (standing.offices if standing.active else NOBODY) | PUBLIC
    granted = standing.active and power in standing.grants and power in GRANTABLE
    return granted or bool(holders(power, standing.place) & offices)


SAYS: dict[Office, str] = {
    PUBLIC: "anyone",
    PERSON: "anyone who is signed in",
    AUTHOR: "the author of the proposal",
    PEOPLE: "people who live in one of its places",
    MEMBER: "people whose home seat is here",
    DELEGATE: "its delegates",
    FACILITATOR: "its facilitators",
    AUDITOR: "its auditors",
    OBSERVER: "its observers",
    OPERATOR: "whoever runs this instance",
}


def who_could(power: Power, place: Place) -> str:
    """Name in words who holds a power at a place: "people whose home seat is here or its observers"."""
    names = [SAYS[office] for office in Office if office in holders(power, place)]
    return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names) or "nobody"


def require(power: Power, standing: Standing) -> None:
    """Pass, or refuse with a sentence that says who could have."""
    if holds(power, standing):
        return
    who = who_could(power, standing.place)
    sentence = "Only {who} may do this here."
    if holders(power, standing.place) == NOBODY:
        sentence = "Nobody may do this in an assembly of this kind."
    kind = NoPower if standing.offices & PERSON else NotSignedIn
    raise kind(sentence, power=power.value, place=standing.place.value, who=who)
