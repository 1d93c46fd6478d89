# SPDX-License-Identifier: AGPL-3.0-or-later
"""Putting a proposal to the vote, by the rule of its charter."""

import random
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assemblies import clock, writing
from assemblies.people.models import Person
from assemblies.proposals import operations as proposals
from assemblies.proposals import queries as proposal_queries
from assemblies.proposals.models import Hearing, Proposal
from assemblies.record import operations as record
from assemblies.registry import operations as registry_operations
from assemblies.registry import queries as registry
from assemblies.registry.models import Assembly
from assemblies.voting import queries
from assemblies.voting.models import Ballot
from governance import (
    ballots,
    canonical,
    charters,
    entries,
    events,
    lifecycle,
    papers,
    powers,
    tallies,
    terms,
    ways,
)
from governance.lifecycle import Stage
from governance.powers import Power
from governance.refusals import Refusal
from governance.scales import Place


class TooSoon(Refusal):
    code: ClassVar[str] = "too_soon"


class NobodyCanVote(Refusal):
    code: ClassVar[str] = "nobody_can_vote"


@dataclass(frozen=True)
class Composed:
    """What a facilitator composed: the way of deciding, "" for the charter's own; what is asked, as
    `papers.compose` takes it; what yes and no mean; whether a lot drawn now resolves ties; and what
    it promises of secrecy, "" for what is usual."""

    method: str = ""
    asks: Mapping[str, Any] = field(default_factory=dict)
    yes_means: str = ""
    no_means: str = ""
    lot: bool = False
    secrecy: str = ""


PLAIN = Composed()


def open_ballot(*, proposal: Proposal, by: Person, composed: Composed = PLAIN) -> Ballot | None:
    """Put a discussed proposal to the vote, by the rule of its charter.

    The test runs once more first: where it now lies elsewhere the proposal moves and None is returned.
    """
    with transaction.atomic():
        proposal = proposals.locked(proposal)
        here = proposal.assembly
        powers.require(Power.OPEN_BALLOT, registry.standing(by, here))
        hearing = proposal_queries.live_hearing(proposal)
        step = lifecycle.move(Stage(proposal.stage), "open_ballot")
        at = clock.now()
        if hearing is None:
            raise lifecycle.NoSuchMove(_("This proposal is not before an assembly."))
        rules = registry.rules(hearing.charter)
        _discussed_enough(hearing, rules, at)
        kept = proposals.run_test(proposal, occasion="ballot", at=at)
        if kept.assembly is None:
            raise proposals.PlacedElsewhere(
                _("It cannot be voted on as it stands. %(because)s") % {"because": kept.told}
            )
        if kept.assembly_id != here.pk:
            return None
        made = _make_ballot(proposal, hearing, rules, composed, at)
        means(registry_operations.draw, proposal, here, at)
        proposals.move(hearing, step.verb, at=at)
        record.say(here, _opened(made, by), at=at)
    return made


def _opened(ballot: Ballot, by: Person) -> events.BallotOpened:
    return events.BallotOpened(
        proposal=ballot.proposal.public_id,
        ballot=ballot.public_id,
        text=ballot.text_digest,
        rule=canonical.ni(canonical.encode(queries.question(ballot))),
        method=ballot.method,
        seats=ballot.seats,
        quorum=ballot.quorum,
        closes=entries.instant(ballot.closes_at),
        by=by.public_id,
    )


def ready_at(hearing: Hearing, rules: charters.Charter) -> datetime:
    """From when on a proposal under discussion may be put to the vote."""
    return hearing.stage_at + timedelta(days=rules.deliberation_days)


def _discussed_enough(hearing: Hearing, rules: charters.Charter, at: datetime) -> None:
    ready = ready_at(hearing, rules)
    if at < ready:
        local = ready.astimezone(registry.zone(hearing.assembly))
        raise TooSoon(
            _("It has to be talked about until %(time)s at least.")
            % {"time": date_format(local, "j F, H:i")},
            ready_at=ready.isoformat(),
        )


def _make_ballot(
    proposal: Proposal,
    hearing: Hearing,
    rules: charters.Charter,
    composed: Composed,
    at: datetime,
) -> Ballot:
    here = hearing.assembly
    registry_operations.freeze_homes()
    by, by_place = at - timedelta(days=rules.seated_days), _seats_by_place(here)
    seats = registry.people_of_cover(here).filter(since__lte=at).count()
    if rules.seated_days:
        seated = registry.seated_by(here, by)
        seats, by_place = sum(seated.values()), _seats_by_place(here, seated)
    if seats == 0:
        raise NobodyCanVote(_("Nobody has a home seat here yet, so nobody could vote."))
    closes_at = charters.closes_at(rules, at, registry.zone(here))
    _still_binds(proposal, closes_at.astimezone(registry.zone(here)).date())
    way = rules.way(proposal.matter).choose(composed.method)
    asks = paper_of(way, composed)
    yes_means, no_means = meanings(proposal, composed.yes_means, composed.no_means)
    secrecy = ballots.promise(composed.secrecy, rules.secrecy, asks.method)
    paper = {"text": proposal.text_digest, "asks": asks.as_data(), "secrecy": secrecy}
    if not asks.options:
        paper |= {"yes_means": yes_means, "no_means": no_means}
    if way == "double-majority" and len(by_place) < 2:
        raise Refusal(_("A double majority needs at least two places."), code="no_places", at="/method")
    made = Ballot.objects.create(
        proposal=proposal,
        hearing=hearing,
        assembly=here,
        opened_at=at,
        closes_at=closes_at,
        method=asks.method,
        rule=rule_of(rules, way),
        seated_by=by if rules.seated_days else None,
        seats=seats,
        seats_by_place=by_place,
        quorum=ballots.quorum_of(seats, rules.quorum),
        secrecy=secrecy,
        paper=paper,
        text_digest=canonical.ni(canonical.encode(paper)),
        yes_means=yes_means,
        no_means=no_means,
    )
    # What the count would refuse whatever is cast is refused now, and nobody votes in vain.
    tallies.tally(queries.question(made) | ({"counts": {}} if way == "double-majority" else {"votes": []}))
    return made


def paper_of(way: str, composed: Composed) -> papers.Paper:
    """The paper of a way of deciding, its texts as they will be shown and its lot drawn. Raises papers.BadPaper."""
    method = "majority" if way == "supermajority" else way
    options = composed.asks.get("options", ())
    number = len(options) if isinstance(options, list | tuple) else 0
    lot = random.SystemRandom().sample(range(number), number) if composed.lot else ()
    return papers.compose(method, _shown(composed.asks), lot=lot)


def _shown(asks: Mapping[str, Any]) -> dict[str, Any]:
    """What was composed, without characters that turn or hide text; what is no text is left for the law to refuse."""

    def cleaned(value: Any) -> Any:
        if isinstance(value, str):
            return unicodedata.normalize("NFC", writing.shown(value)).strip()
        if isinstance(value, list):
            return [cleaned(one) for one in value]
        return {name: cleaned(one) for name, one in value.items()} if isinstance(value, dict) else value

    return {name: cleaned(value) for name, value in asks.items()}


def meanings(proposal: Proposal, yes_means: str, no_means: str) -> tuple[str, str]:
    """What voters will read beside yes and no: what was typed or, where that is nothing, what stands for it.

    Raises what `writing.plain` refuses, such as more than 300 characters.
    """
    yes = writing.plain(yes_means, at="/yes_means", most=300, least=0)
    no = writing.plain(no_means, at="/no_means", most=300, least=0)
    return yes or proposal.summary[:300], no or _("Nothing changes.")


def _still_binds(proposal: Proposal, closing: date) -> None:
    """Refuse to ask about what would bind no longer when it is decided."""
    until = terms.read(proposal.lasts).until
    if until is not None and until <= closing:
        day = {"day": date_format(until, "j F Y"), "closing": date_format(closing, "j F Y")}
        raise Refusal(
            _("It would bind until %(day)s, and voting would close on %(closing)s.") % day,
            code="binds_too_briefly",
            at="/lasts",
        )


def _seats_by_place(here: Assembly, seated: Mapping[int | None, int] | None = None) -> dict[str, int]:
    """Public id of each place inside an assembly → how many home seats it has, or of those `seated` in time; nothing
    where none is inside."""
    by_child: Mapping[int, int] = {} if here.place == Place.BASE else registry.people_by_child(here)
    if seated is not None:
        by_child = {child: seated.get(child, 0) for child in by_child}
    ids = dict(Assembly.objects.filter(pk__in=by_child).values_list("pk", "public_id"))
    return {ids[pk]: n for pk, n in by_child.items()}


def rule_of(rules: charters.Charter, way: str) -> dict[str, Any]:
    """The quorum, and of a majority the threshold, that a ballot keeps, as the shell's `tally` takes them."""
    kept: dict[str, Any] = {"quorum": {"of": "seats", "share": rules.quorum_share, "count": "all"}}
    if way not in ("majority", "supermajority", "double-majority"):
        return kept
    share, strict = rules.threshold_share, True
    if way == "supermajority" and Fraction(share) < Fraction(ways.SUPERMAJORITY):
        share, strict = ways.SUPERMAJORITY, False
    return kept | {"threshold": {"of": rules.threshold_of, "share": share, "strict": strict}}


def means(act: Any, proposal: Proposal, assembly: Assembly, at: datetime) -> None:
    """Set a proposal's means aside when its ballot opens, or give them back when it is not adopted."""
    means = {code: Decimal(amount) for code, amount in proposal.means.items()}
    if means:
        act(assembly=assembly, proposal=proposal.public_id, means=means, at=at)
