# SPDX-License-Identifier: AGPL-3.0-or-later
"""Putting a proposal to the vote, by the rule of its charter."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
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
from governance import ballots, canonical, charters, entries, events, lifecycle, powers, terms
from governance.lifecycle import Stage
from governance.powers import Power
from governance.refusals import Refusal
from governance.scales import Place


class TooSoon(Refusal):
    code: ClassVar[str] = "too_soon"


class NobodyCanVote(Refusal):
    code: ClassVar[str] = "nobody_can_vote"


def open_ballot(
    *, proposal: Proposal, by: Person, yes_means: str = "", no_means: str = "", method: str = ""
) -> Ballot | None:
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
        made = _make_ballot(proposal, hearing, rules, yes_means, no_means, method, at)
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
    yes_means: str,
    no_means: str,
    method: str,
    at: datetime,
) -> Ballot:
    here = hearing.assembly
    registry_operations.freeze_homes()
    seats = registry.people_of_cover(here).filter(since__lte=at).count()
    if seats == 0:
        raise NobodyCanVote(_("Nobody has a home seat here yet, so nobody could vote."))
    closes_at = charters.closes_at(rules, at, registry.zone(here))
    _still_binds(proposal, closes_at.astimezone(registry.zone(here)).date())
    method = rules.way(proposal.matter).choose(method)
    yes_means, no_means = meanings(proposal, yes_means, no_means)
    by_place = _seats_by_place(here)
    if method == "double-majority" and len(by_place) < 2:
        raise Refusal(_("A double majority needs at least two places."), code="no_places", at="/method")
    return Ballot.objects.create(
        proposal=proposal,
        hearing=hearing,
        assembly=here,
        opened_at=at,
        closes_at=closes_at,
        method=method,
        rule=rule_of(rules),
        seats=seats,
        seats_by_place=by_place,
        quorum=ballots.quorum_of(seats, rules.quorum),
        text_digest=proposal.text_digest,
        yes_means=yes_means,
        no_means=no_means,
    )


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


def _seats_by_place(here: Assembly) -> dict[str, int]:
    """Public id of each place inside an assembly → how many home seats it has; nothing where none is inside."""
    by_child: Mapping[int, int] = {} if here.place == Place.BASE else registry.people_by_child(here)
    ids = dict(Assembly.objects.filter(pk__in=by_child).values_list("pk", "public_id"))
    return {ids[pk]: n for pk, n in by_child.items()}


def rule_of(rules: charters.Charter) -> dict[str, Any]:
    """The quorum and the threshold that a ballot under this charter keeps, as the shell's `tally` takes them."""
    return {
        "quorum": {"of": "seats", "share": rules.quorum_share, "count": "all"},
        "threshold": {"of": "cast", "share": rules.threshold_share, "strict": True},
    }


def means(act: Any, proposal: Proposal, assembly: Assembly, at: datetime) -> None:
    """Set a proposal's means aside when its ballot opens, or give them back when it is not adopted."""
    means = {code: Decimal(amount) for code, amount in proposal.means.items()}
    if means:
        act(assembly=assembly, proposal=proposal.public_id, means=means, at=at)
