# SPDX-License-Identifier: AGPL-3.0-or-later
"""A proposal's own page: what would change, who decides and why, its journey, the one act to do now, the talk."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assemblies import clock, wording
from assemblies.deliberation import queries as deliberation
from assemblies.deliberation.models import KINDS
from assemblies.front import journey, standing
from assemblies.front.standing import Around, Facts, Said
from assemblies.people.models import Person
from assemblies.proposals import drawing, picking
from assemblies.proposals import queries as proposals
from assemblies.proposals.models import Proposal
from assemblies.proposals.pages.about import About
from assemblies.registry import queries as registry
from assemblies.voting import franchised, lent, passing, turnouts
from assemblies.voting import queries as voting
from assemblies.voting.models import Decision, Vote
from assemblies.wording import moments, tongues
from governance import amounts
from governance.claims import Kind
from governance.lifecycle import DECIDED, OPEN, Stage
from governance.placement import Placement
from governance.powers import Power, Standing, holds

MOST_CLAIMS = 3
"""Told on the page itself; of more, how many."""


class ProposalPage(About):
    """The page. `?earlier=` goes back in the conversation, `?kind=` narrows it."""

    power = Power.READ

    def find(self, public_id: str) -> Proposal:
        return proposals.for_page(public_id)

    def get(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        of = self.proposal
        if of.submitted_at is None:
            context = draft(of)
        else:
            context = shown(of, self.person, self.standing)
            context |= talk(of, self.standing, request.GET.get("earlier", ""), request.GET.get("kind", ""))
            context["kinds"] = kinds(context["talk_counts"])
            context["live"] = context["live"] and not request.GET.get("earlier")
        context |= {"may": may(of, self.standing), "is_author": self.is_author()}
        if context.get("ballot") and context["may"]["vote"] and self.person is not None:
            no = voting.barred(context["ballot"], self.person)
            context["barred"] = wording.refusal(no) if no else ""
            context["may"]["vote"] = no is None
        if context.get("ballot") and context["facts"].lends and not context["my_vote"]:
            context["lent"] = lent.told(context["ballot"], self.person)
        context["show_author"] = context["is_author"] or context["may"]["read_acts"]
        response = render(request, "front/proposal.html", context)
        response.headers["Cache-Control"] = "no-store" if self.person else "no-cache"
        return response


def position(of: Proposal) -> str:
    """Where both records stood when the proposal was read, before everything else on the page was."""
    return f"{of.assembly.public_record.size}.{of.assembly.acts_record.size}"


def may(of: Proposal, who: Standing) -> dict[str, Any]:
    """What this person may do here now, by the name of the act."""
    stage = Stage(of.stage)
    waits = stage in (Stage.SECONDING, Stage.DELIBERATION)
    return {
        "second": stage is Stage.SECONDING and holds(Power.SECOND, who),
        "vote": stage is Stage.BALLOT and holds(Power.CAST_VOTE, who),
        "edit": (waits or stage is Stage.DRAFT) and holds(Power.EDIT_DRAFT, who),
        "withdraw": (waits or stage is Stage.DRAFT) and holds(Power.WITHDRAW, who),
        "ask_check": waits and holds(Power.ASK_CHECK, who),
        "take_votes": stage is Stage.BALLOT and holds(Power.TAKE_VOTES, who),
        "facilitate": holds(Power.FACILITATE, who),
        "give_reasons": holds(Power.GIVE_REASONS, who),
        "read_acts": holds(Power.READ_ACTS, who),
    }


def draft(of: Proposal) -> dict[str, Any]:
    """What its author sees of a draft: the text, and what the test would say now."""
    answer = proposals.test_of(of)
    names = registry.names([*islice(of.places, standing.MOST_TOUCHED), answer.assembly or ""])
    decides = names.get(answer.assembly or "")
    means = registry.all_means(of.network) if of.means else {}
    named = wording.Named(of.network)
    context = common(of) | {
        "because": why_now(answer, named),
        "decides": decides,
        **touched(of, ((names[key], share) for key, share in of.places.items() if key in names)),
        "means": tuple((means[c].name, named.amount(c, n)) for c, n in of.means.items() if c in means),
        "rings": [of.assembly],
        "raised_in": of.raised_in.name,
    }
    if decides is not None:
        context["bowls"] = drawing.bowls(of.network, proposals.bowls(decides, answer.affected_places))
        context["caption"] = _("%(place)s would decide this.") % {"place": decides.name}
    else:
        around = proposals.bowls(of.assembly, answer.affected_places)
        context["bowls"] = drawing.bowls(of.network, around, nobody=True)
        context["caption"] = _("Nobody could decide this as it stands.")
    context["caption"] = f"{context['caption']} {context['bowls'].legend}".rstrip()
    return context


def why_now(answer: Placement, named: wording.Named) -> str:
    """Why the test answers as it does; where nobody decides, as exactly as the preview said it while it was typed."""
    said = [one.as_json() for one in answer.said]
    if answer.assembly is None and said and said[0]["code"] == "nobody":
        return " ".join([wording.say(said[0], named), *picking.reasons(answer, named)])
    return wording.tell(said, answer.because, named)


def common(of: Proposal) -> dict[str, Any]:
    """What every proposal shows, whatever its stage."""
    return {
        "proposal": of,
        "here": of.assembly,
        "stage": of.stage,
        "position": position(of),
        "live": Stage(of.stage) in OPEN,
        "matter": matter(of),
        "lasts": wording.term(of.lasts),
        "zone": str(registry.zone(of.assembly)),
        "decided": Stage(of.stage) in DECIDED,
        "unseen": of.submitted_at is None,
    }


def shown(of: Proposal, person: Person | None, who: Standing) -> dict[str, Any]:
    """Everything about a proposal that was put forward, but its conversation."""
    facts = standing.facts(of, person)
    around = standing.around(of, list(facts.affected))
    stays, waiting = facts.stays, _unsettled(of, facts)
    context = common(of) | {
        "because": why(of, facts),
        "nobody": bool(facts.runs) and facts.runs[-1].assembly is None,
        "decides": of.assembly,
        "bowls": drawing.bowls(of.network, around.bowls),
        "caption": caption(of, around),
        "rings": around.bowls["rings"][::-1],
        **touched(of, around.touched),
        "means": tuple(
            (row["name"], wording.quantity(row["unit"], row["amount"], row["decimal_places"]))
            for row in facts.means
        ),
        "facts": facts,
        "raised_in": stays[0].name if stays else of.raised_in.name,
        "needed": stays[-1].rules.seconds_needed if stays else 0,
        "talk_counts": facts.kinds,
        "my_vote": facts.has_voted,
        "claims": [_claim(row) for row in waiting[:MOST_CLAIMS]],
        "claims_more": len(waiting[MOST_CLAIMS:]),
        "may_claim": Stage(of.stage) in (Stage.SECONDING, Stage.DELIBERATION),
    }
    context |= _voting(of, facts, around) | _times(of, facts)
    due = context.get("seconding_until") or context.get("ready_at")
    due = context["ballot"].closes_at if context["ballot"] else due
    return context | {"left": moments.relative(due, clock.now()) if due else ""}


def _unsettled(of: Proposal, facts: Facts) -> list[Said]:
    """What places say of themselves and is not settled yet."""
    if Stage(of.stage) not in (Stage.SECONDING, Stage.DELIBERATION):
        return []
    now = timezone.now() + clock.shift()
    return [row for row in facts.claims if not row.ending and row.until > now]


def _claim(row: Said) -> str:
    """One of these in a sentence, with how many stand behind it."""
    words = (
        _("%(place)s says that it is affected too: %(n)s of %(needed)s people it needs stand behind that.")
        if row.kind == Kind.AFFECTED
        else _(
            "%(place)s says that it is not affected: %(n)s of %(needed)s people it needs stand behind that."
        )
    )
    return words % {"place": row.place, "n": row.behind, "needed": row.needed}


def _voting(of: Proposal, facts: Facts, around: Around) -> dict[str, Any]:
    stage = Stage(of.stage)
    ballot = voting.open_ballot(of) if stage is Stage.BALLOT else None
    decision = voting.decision_of(of) if stage in DECIDED or stage is Stage.LAPSED else None
    return {
        "lasts": wording.term(of.lasts, decided_on(of, decision)),
        "ballot": ballot,
        "rule": passing.takes(ballot) if ballot else "",
        "who_votes": franchised.who(ballot) if ballot else "",
        "warned": franchised.gives_away(ballot) if ballot else "",
        "tongue": tongues.other(of.language),
        "written_in": tongues.note(of.language) if ballot else "",
        "turnout": turnout(ballot, facts, around) if ballot else None,
        "decision": decision,
        "undecided": decision is not None and decision.outcome == "no_quorum",
        "journey": journey.steps(of, facts, ballot, decision),
        "objections": objections(facts) if stage is Stage.DELIBERATION else (),
    }


def objections(facts: Facts) -> Sequence[Vote]:
    """What stands against the proposal since the last round: votes that objected, with their reasons."""
    rounds = facts.stays[-1].rounds if facts.stays else ()
    return voting.objections(rounds[-1].ballot) if rounds and rounds[-1].outcome == "returned" else ()


def decided_on(of: Proposal, decision: Decision | None) -> date | None:
    """The day from which an adopted proposal binds, where it was decided; None for every other."""
    if decision is None or Stage(of.stage) is not Stage.ADOPTED:
        return None
    return decision.at.astimezone(registry.zone(of.assembly)).date()


def turnout(ballot: Any, facts: Facts, around: Around) -> dict[str, Any]:
    """The turnout in the shape of voting.turnout_now, from what is at hand."""
    places = (place for key, place in around.children.items() if key in ballot.seats_by_place)
    by_name = sorted(places, key=lambda place: place.name)
    return turnouts.shown(ballot, by_name, sum(facts.voted.values()), facts.voted)


def _times(of: Proposal, facts: Facts) -> dict[str, Any]:
    if not facts.stays:
        return {}
    stay, now = facts.stays[-1], timezone.now() + clock.shift()
    if Stage(of.stage) is Stage.SECONDING:
        return {"seconding_until": stay.stage_at + timedelta(days=stay.rules.seconding_days)}
    if Stage(of.stage) is Stage.DELIBERATION:
        ready: datetime = journey.ready_at(facts)
        return {"ready_at": ready, "ready": now >= ready}
    return {}


def why(of: Proposal, facts: Facts) -> str:
    """Why it is where it is: what the latest run of the test said."""
    return facts.runs[-1].because if facts.runs else ""


def caption(of: Proposal, around: Around) -> str:
    """The bowls in a sentence, and in a second one what is lit in them where that is not the places named."""
    place, named = of.assembly.name, len(of.places)
    if named < 2:
        words = _("%(place)s is the smallest circle that holds what it affects and can decide it.")
    else:
        words = ngettext(
            "%(place)s is the smallest circle that holds the %(n)s place it affects and can decide it.",
            "%(place)s is the smallest circle that holds the %(n)s places it affects and can decide it.",
            named,
        )
    return f"{words % {'place': place, 'n': wording.number(str(named))}} {lit(of, around)}".rstrip()


def lit(of: Proposal, around: Around) -> str:
    """What is lit in the bowls: nothing to say where these are the places named, or where there is nothing inside."""
    if any(around.bowls["within"].get(place.pk) for place, affected in around.bowls["inside"] if affected):
        return drawing.legend(True)
    drawn = {place.public_id for place, affected in around.bowls["inside"] if affected}
    if not drawn or drawn == set(of.places):
        return ""
    number = sum(spot.lit for spot in around.children.values())
    facts = {"n": wording.number(str(number)), "drawn": wording.number(str(len(drawn)))}
    if len(drawn) < number:
        words = ngettext(
            "Lit in it are %(drawn)s of the %(n)s place inside where people are affected.",
            "Lit in it are %(drawn)s of the %(n)s places inside where people are affected.",
            number,
        )
        return words % facts
    words = ngettext(
        "Lit in it is the one place inside where people are affected.",
        "Lit in it are the %(n)s places inside where people are affected.",
        number,
    )
    return words % facts


def matter(of: Proposal) -> str:
    """The name of what it is about, as the network calls it."""
    return next((row["name"] for row in of.network.matters if row["path"] == of.matter), of.matter)


FEW_TOUCHED = 8


def touched(of: Proposal, places: Iterable[tuple[Any, str]]) -> dict[str, Any]:
    """The places it touches as the page lists them, each (ring, public id, name, how much of it): the first few,
    those that unfold below them, and how many are not told one by one."""
    rows = tuple((place.ring, place.public_id, place.name, share_words(share)) for place, share in places)
    few = len(rows) if len(rows) <= FEW_TOUCHED + 1 else FEW_TOUCHED
    untold = max(len(of.places) - standing.MOST_TOUCHED, 0)
    return {"touched": rows[:few], "touched_more": rows[few:], "touched_untold": untold}


def share_words(share: str) -> str:
    """How much of a place is touched, in words where there are any; nothing for all of it."""
    words = {"1": "", "1/2": _("about half"), "1/3": _("about a third"), "1/10": _("about a tenth")}
    return words[share] if share in words else wording.share(amounts.percent(amounts.share(share)))


def kinds(counts: Mapping[str, int]) -> list[tuple[str, str, int, str]]:
    """What the conversation can be narrowed to: (kind, words, how many, icon).

    All of them, also those of which there is none yet: the page shows a link once the first one comes.
    """
    found = [
        ("comment", _("Comments"), "message-circle"),
        ("concern", _("Concerns"), "message-square-warning"),
        ("question", _("Questions"), "circle-question-mark"),
        ("suggestion", _("Suggestions"), "lightbulb"),
        ("argument_for", _("For"), "plus"),
        ("argument_against", _("Against"), "minus"),
        ("testimony", _("From experience"), "volume-2"),
    ]
    return [(kind, words, counts.get(kind, 0), name) for kind, words, name in found]


def talk(of: Proposal, who: Standing, earlier: str, kind: str) -> dict[str, Any]:
    """The latest of the conversation, or what came before a contribution, for those who may read it."""
    reads = holds(Power.READ_ACTS, who)
    kind = kind if kind in KINDS else ""
    found: dict[str, Any] = {"may_read_talk": reads, "kind": kind}
    found["may_talk"] = Stage(of.stage) in OPEN and holds(Power.CONTRIBUTE, who)
    found["may_hide"] = holds(Power.HIDE, who)
    if not reads:
        return found
    before = deliberation.contribution(earlier.replace("\x00", "")).pk if earlier else None
    thread = deliberation.thread(of, kind=kind, before=before)
    found["thread"] = thread
    found["earlier"] = thread[0].public_id if len(thread) == deliberation.PAGE else ""
    found["is_earlier"] = bool(earlier)
    return found
