# SPDX-License-Identifier: AGPL-3.0-or-later
"""A charter: the rules of one assembly as data, read into types, with the defaults of the domain."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, time, timedelta
from fractions import Fraction
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from governance import ballots, ways
from governance.refusals import Refusal
from governance.scales import Place
from governance.ways import Way


class BadCharter(Refusal):
    code: ClassVar[str] = "bad_charter"


@dataclass(frozen=True)
class Charter:
    """Rules in force. Shares are fractions in words ("1/5"), times are whole days or hours.

    `theta`, `delta` and the numbers of claims (governance.claims) count only in the top assembly's charter. `method`
    is the way of deciding, `by_matter` names the matters with another; `stricter` are those that whoever opens a
    ballot may choose instead, `also` those for other questions than yes or no (governance.ways). `threshold_of` is
    "cast" or "seats". `quorum_count` is "all" (who take part, a quorum of participation) or "affirmative" (who say
    yes, one of approval), the latter where yes is what a majority is asked for. `secrecy` are the promises a ballot
    may make, the usual one first (governance.ballots). Whoever was seated `seated_days` before a ballot opened may
    vote on it; 0 is by the opening. `lending`: whether a vote may be lent to someone else on open ballots
    (governance.delegations). `franchise` is who votes (governance.franchises) and `weights` what assemblies weigh
    where they count (governance.weights), unless a matter in `by_matter` has its own.
    `remit` is None (every matter) or rows {"matter", "ceilings", "exclusive"} as the shell contract has them.
    """

    seconds_needed: int = 2
    seconding_days: int = 14
    deliberation_days: int = 3
    ballot_hours: int = 7 * 24
    seated_days: int = 0
    closing_hour: int = 20
    secrecy: tuple[str, ...] = ("open", "secret")
    lending: bool = False
    franchise: str = "people"
    weights: str = "equal"
    quorum_share: str = "1/5"
    quorum_count: str = "all"
    threshold_share: str = "1/2"
    threshold_of: str = "cast"
    method: str = "majority"
    stricter: tuple[str, ...] = ()
    also: tuple[str, ...] | None = None
    by_matter: tuple[Way, ...] = ()
    lapse_days: int = 90
    help_days: int = 14
    theta: str = "0.95"
    delta: str = "0.10"
    claim_days: int = 7
    claim_share: str = "1/20"
    claim_least: int = 3
    claim_most: int = 10
    remit: tuple[Mapping[str, Any], ...] | None = None

    def as_data(self) -> dict[str, Any]:
        """The charter as plain data, as it is kept, digested and shown."""
        data = asdict(self)
        data["stricter"], data["by_matter"] = list(self.stricter), [way.as_data() for way in self.by_matter]
        data["secrecy"] = list(self.secrecy)
        data["also"] = None if self.also is None else list(self.also)
        data["remit"] = None if self.remit is None else [dict(row) for row in self.remit]
        return data

    @property
    def quorum(self) -> Fraction:
        return Fraction(self.quorum_share)

    def way(self, matter: str) -> Way:
        """How a matter is decided here, and what stricter ways may be chosen for it."""
        return self._holding(ways.on(matter, self.by_matter, self.usual))

    @property
    def usual(self) -> Way:
        """How every other matter is decided here."""
        way = Way(self.method, self.stricter, also=self.also, franchise=self.franchise, weights=self.weights)
        return self._holding(way)

    def _holding(self, way: Way) -> Way:
        """A way with which nobody gets round what is asked for beyond a majority by asking for options instead."""
        share = Fraction(self.threshold_share)
        more = share > Fraction(1, 2) or self.threshold_of == "seats" or self.quorum_count == "affirmative"
        return replace(way, also=()) if more and way.also is None else way


WHOLE = (
    *("seconds_needed", "seconding_days", "deliberation_days", "ballot_hours", "seated_days"),
    *("lapse_days", "help_days", "claim_days", "claim_least", "claim_most"),
)
SHARES = ("quorum_share", "threshold_share", "theta", "delta", "claim_share")
METHODS = ways.METHODS


def default(place: Place) -> Charter:
    """The charter an assembly is founded with: two seconds at a base place, five above, consent for the asking, and
    votes that may be lent. A charter that says nothing of lending is from before there was any, and lends none."""
    return Charter(seconds_needed=2 if place is Place.BASE else 5, stricter=("consent",), lending=True)


def founded(place: Place, given: Mapping[str, Any]) -> "Charter":
    """The charter of an assembly that is founded with these rules, and the usual ones for the rest. Raises
    BadCharter. The usual stricter ways belong to the usual method and voters alone."""
    usual = default(place).as_data()
    if {"method", "franchise", "quorum_count"} & set(given):
        usual["stricter"] = []
    return given_now({**usual, **given})


def given_now(data: Mapping[str, Any]) -> Charter:
    """Read a charter that somebody gives an assembly now. Raises BadCharter as `read` does, and for a threshold that
    everything passes or nothing can; one that is kept from before is read as it is."""
    charter = read(data)
    if Fraction(charter.threshold_share) in (0, 1):
        raise BadCharter(
            "More than {share} of the votes cannot be a threshold: choose a share between 0 and 1.",
            at="/threshold_share",
            share=charter.threshold_share,
        )
    return charter


def read(data: Mapping[str, Any]) -> Charter:
    """Read kept data into a charter. Raises BadCharter with a pointer to what is wrong."""
    unknown = sorted(set(data) - set(Charter.__dataclass_fields__))
    if unknown:
        raise BadCharter("A charter has no rule called {rule}.", at=f"/{unknown[0]}", rule=unknown[0])
    remit = data.get("remit")
    named = {name: data[name] for name in ways.MEMBERS if name in data}
    usual = ways.read({"method": Charter.method} | named, "", matter="")
    read_rows = {
        "remit": None if remit is None else tuple(remit),
        "stricter": usual.stricter,
        "also": usual.also,
        "secrecy": _promises(data.get("secrecy", Charter.secrecy)),
        "by_matter": ways.read_all(data.get("by_matter", ()), "/by_matter"),
    }
    charter = Charter(**{**data, **read_rows})
    for name in WHOLE:
        value = getattr(charter, name)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 10_000:
            raise BadCharter("{rule} is a whole number from 0 to 10,000.", at=f"/{name}", rule=name)
    for name in SHARES:
        _share(name, getattr(charter, name))
    if not isinstance(charter.lending, bool):
        raise BadCharter("Whether votes may be lent is yes or no.", at="/lending")
    _check_quorum(charter)
    if not 1 <= charter.claim_least <= charter.claim_most:
        raise BadCharter(
            "A claim needs at least one person, and no more at least than at most.", at="/claim_least"
        )
    if charter.threshold_of not in ("cast", "seats"):
        raise BadCharter('A threshold is of "cast" votes or of all "seats".', at="/threshold_of")
    if not isinstance(charter.closing_hour, int) or not 0 <= charter.closing_hour <= 23:
        raise BadCharter("The closing hour is a whole number from 0 to 23.", at="/closing_hour")
    return charter


def _check_quorum(charter: Charter) -> None:
    if charter.quorum_count not in ballots.COUNTED:
        sentence = 'A quorum counts "all" who take part, or the "affirmative" votes alone.'
        raise BadCharter(sentence, at="/quorum_count")
    if charter.quorum_count == "affirmative" and any(
        "consent" in way.stricter for way in (charter.usual, *charter.by_matter)
    ):
        sentence = "Consent asks for no number of yes, so it is not stricter than a quorum that does."
        raise BadCharter(sentence, at="/quorum_count")


def _promises(value: Any) -> tuple[str, ...]:
    known = isinstance(value, list | tuple) and all(one in ballots.PROMISES for one in value)
    if not known or not value or len(set(value)) != len(value):
        raise BadCharter('The secrecy of ballots is "open", "secret", or both.', at="/secrecy")
    return tuple(value)


def _share(name: str, value: Any) -> None:
    try:
        share = Fraction(value) if isinstance(value, str) else Fraction(-1)
    except (ValueError, ZeroDivisionError):
        share = Fraction(-1)
    if not 0 <= share <= 1:
        raise BadCharter(
            '{rule} is a share from 0 to 1, written as "1/5" or "0.2".', at=f"/{name}", rule=name
        )


def closes_at(charter: Charter, opened_at: datetime, zone: ZoneInfo) -> datetime:
    """When a ballot closes: the first closing hour of the assembly's own time, at least ballot_hours on.

    In a gap of daylight saving time it is the first instant after the gap; in a fold the later one. In UTC.
    """
    earliest = opened_at + timedelta(hours=charter.ballot_hours)
    day = earliest.astimezone(zone).date()
    while True:
        instant = local_instant(datetime.combine(day, time(charter.closing_hour)), zone)
        if instant >= earliest:
            return instant
        day += timedelta(days=1)


def local_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which clocks in a zone show a naive wall time; see `closes_at` for gaps and folds."""
    late = wall.replace(tzinfo=zone, fold=1)
    instant = late.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    # In a gap, fold=0 reads the offset before it: that is exactly as far past the gap's end as the wall is into it.
    before = wall.replace(tzinfo=zone, fold=0)
    gap = late.utcoffset() - before.utcoffset()  # type: ignore[operator]
    low, high = wall - abs(gap), wall
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        exists = middle.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == middle
        low, high = (middle, high) if exists else (low, middle)
    return high.replace(microsecond=0, tzinfo=zone, fold=0).astimezone(UTC)
