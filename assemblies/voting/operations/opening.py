# SPDX-License-Identifier: AGPL-3.0-or-later
"""Putting a proposal to the vote, by the rule of its charter."""

import random
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
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
from assemblies.voting.operations import electing
from governance import (
    ballots,
    canonical,
    charters,
    claims,
    entries,
    events,
    franchises,
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


class TooSoon(Refusal):
    code: ClassVar[str] = "too_soon"


class ClaimsWait(Refusal):
    code: ClassVar[str] = "claims_wait"


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
        _claims_heard(hearing, rules)
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


def _claims_heard(hearing: Hearing, rules: charters.Charter) -> None:
    """Refuse while a claim waits that holds up the ballot."""
    talked_until = proposal_queries.talked_until(hearing, rules)
    for row in proposal_queries.waiting_claims(hearing.proposal):
        if not claims.holds_up(row.made_at, talked_until):
            continue
        local = row.until.astimezone(registry.zone(hearing.assembly))
        facts = {"place": row.place.name, "time": date_format(local, "j F, H:i")}
        said = (
            _("%(place)s says that it is affected too. That is open until %(time)s, or until it is answered.")
            if row.kind == claims.Kind.AFFECTED
            else _(
                "%(place)s says that it is not affected. That is open until %(time)s, or until it is answered."
            )
        )
        raise ClaimsWait(said % facts, until=row.until.isoformat())


def _opened(ballot: Ballot, by: Person) -> events.BallotOpened:
    return events.BallotOpened(
        proposal=ballot.proposal.public_id,
        ballot=ballot.public_id,
        text=ballot.text_digest,
        rule=canonical.ni(canonical.encode(queries.question(ballot))),
        method=ballot.method,
        seats=ballot.all_weight,
        quorum=ballot.quorum,
        closes=entries.instant(ballot.closes_at),
        by=by.public_id,
    )


def _discussed_enough(hearing: Hearing, rules: charters.Charter, at: datetime) -> None:
    ready = proposal_queries.talked_until(hearing, rules)
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
    registry_operations.freeze_homes()
    made = drafted(proposal, hearing, rules, composed, at)
    made.save(force_insert=True)
    return made


def drafted(
    proposal: Proposal,
    hearing: Hearing,
    rules: charters.Charter,
    composed: Composed,
    at: datetime,
) -> Ballot:
    """The ballot as it would be if it were opened at a time, kept nowhere yet: whoever composes it looks at this
    one. Raises Refusal for whatever would keep it from being opened, but for how long it was discussed."""
    here = hearing.assembly
    asked = rules.way(proposal.matter)
    who = electing.electorate(here, rules, asked, at)
    if who.seats == 0:
        raise NobodyCanVote(electing.nobody(who.voters, rules.seated_days))
    closes_at = charters.closes_at(rules, at, registry.zone(here))
    _still_binds(proposal, closes_at.astimezone(registry.zone(here)).date())
    way = asked.choose(composed.method)
    asks = paper_of(way, composed)
    secrecy = ballots.promise(composed.secrecy, rules.secrecy, asks.method, who.voters.kind)
    means = meanings(proposal, composed.yes_means, composed.no_means)
    if (way == "double-majority" or who.voters.kind == franchises.ASSEMBLIES) and len(who.by_place) < 2:
        raise Refusal(_("A double majority needs at least two places."), code="no_places", at="/method")
    paper = {"text": proposal.text_digest} | _promised(asks, secrecy, rules, who.voters, means)
    made = Ballot(
        proposal=proposal,
        hearing=hearing,
        assembly=here,
        opened_at=at,
        closes_at=closes_at,
        method=asks.method,
        rule=electing.rule_of(rules, way, who.voters.kind),
        seated_by=who.by if rules.seated_days else None,
        seats=who.seats,
        seats_by_place=who.by_place,
        quorum=who.quorum,
        secrecy=secrecy,
        franchise=who.voters.kind,
        paper=paper,
        text_digest=canonical.ni(canonical.encode(paper)),
        yes_means=means[0],
        no_means=means[1],
    )
    # What the count would refuse whatever is cast is refused now, and nobody votes in vain.
    tallies.tally(queries.question(made) | ({"counts": {}} if way == "double-majority" else {"votes": []}))
    return made


def _promised(
    asks: papers.Paper,
    secrecy: str,
    rules: charters.Charter,
    voters: franchises.Franchise,
    means: tuple[str, str],
) -> dict[str, Any]:
    """What a ballot asks and promises beside the text: every vote names the digest of it."""
    found: dict[str, Any] = {"asks": asks.as_data(), "secrecy": secrecy}
    if voters != franchises.Franchise():
        found["franchise"] = voters.as_data()
    if rules.lending and secrecy == ballots.OPEN and voters.kind != franchises.DELEGATES:
        found["lending"] = True
    return found if asks.options else found | {"yes_means": means[0], "no_means": means[1]}


def paper_of(way: str, composed: Composed) -> papers.Paper:
    """The paper of a way of deciding, its texts as they will be shown and its lot drawn. Raises papers.BadPaper."""
    method = "majority" if way == "supermajority" else way
    _belongs(method in ways.METHODS, composed)
    options = composed.asks.get("options", ())
    number = len(options) if isinstance(options, list | tuple) else 0
    lot = random.SystemRandom().sample(range(number), number) if composed.lot else ()
    return papers.compose(method, _shown(composed.asks), lot=lot)


def _belongs(yes_or_no: bool, composed: Composed) -> None:
    """Refuse what would be passed over in silence. Raises papers.BadPaper."""
    if yes_or_no and composed.lot:
        raise papers.BadPaper(_("A lot is drawn between options only."), code="no_options", at="/lot")
    for name in () if yes_or_no else ("yes_means", "no_means"):
        if getattr(composed, name):
            sentence = _("Yes and no are not among the options here, so they mean nothing.")
            raise papers.BadPaper(sentence, code="not_asked", at=f"/{name}")


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


def means(act: Any, proposal: Proposal, assembly: Assembly, at: datetime) -> None:
    """Set a proposal's means aside when its ballot opens, or give them back when it is not adopted."""
    means = {code: Decimal(amount) for code, amount in proposal.means.items()}
    if means:
        act(assembly=assembly, proposal=proposal.public_id, means=means, at=at)
