# SPDX-License-Identifier: AGPL-3.0-or-later
"""Telling the demonstration's tales: each step is one call of an ordinary operation, at its own time."""

from collections.abc import Mapping
from typing import Any

from assemblies import clock
from assemblies.deliberation import operations as deliberation
from assemblies.deliberation.models import Contribution
from assemblies.demonstration.timeline import Step
from assemblies.demonstration.world import Tale, World
from assemblies.people.models import Person
from assemblies.proposals import operations as proposals
from assemblies.proposals import queries as proposal_queries
from assemblies.proposals.models import Proposal
from assemblies.record import operations as record
from assemblies.registry.models import Assembly
from assemblies.sortition import operations as sortition
from assemblies.sortition import queries as sortition_queries
from assemblies.sortition.models import Draw
from assemblies.voting import operations as voting
from assemblies.voting import queries as voting_queries
from assemblies.voting.models import Ballot, Decision

COMPOSED = ("method", "asks", "lot", "secrecy")
"""What a step that opens a ballot may say of it, as the voting room takes it."""


class Teller:
    """Remembers, from step to step, what the tales call by their own names."""

    def __init__(self, told: World, bodies: Mapping[str, Assembly], people: Mapping[str, Person]) -> None:
        self.told, self.bodies, self.people = told, bodies, people
        self.raised: dict[str, str] = {}
        self.ballots: dict[str, Ballot] = {}
        self.decisions: dict[str, Decision] = {}
        self.draws: dict[str, Draw] = {}
        self.said: dict[tuple[str, str], Contribution] = {}

    def tell(self, step: Step) -> None:
        """Do one step as the person it names, with the clock set to its time."""
        with clock.travel(step.at):
            getattr(self, f"_{step.do}")(step)

    def _proposal(self, step: Step) -> Proposal:
        return proposal_queries.proposal(self.raised[step.tale.slug])

    def _content(self, tale: Tale, changed: Mapping[str, Any]) -> proposals.Content:
        given = {**tale.content, **changed}
        places = {self.bodies[slug].public_id: share for slug, share in given["places"].items()}
        return proposals.Content(
            **{**given, "places": places, "text": given["text"].strip(), "language": "en"}
        )

    def _raise(self, step: Step) -> None:
        made = proposals.raise_proposal(
            author=self.people[step.by],
            raised_in=self.bodies[step.tale.raised_in],
            content=self._content(step.tale, {}),
        )
        self.raised[step.tale.slug] = made.public_id

    def _submit(self, step: Step) -> None:
        proposals.submit(proposal=self._proposal(step), by=self.people[step.by])

    def _second(self, step: Step) -> None:
        proposals.second(proposal=self._proposal(step), by=self.people[step.by])

    def _effects(self, step: Step) -> None:
        changed = {name: step.given[name] for name in ("places", "means")}
        content = self._content(step.tale, changed)
        proposals.change(proposal=self._proposal(step), by=self.people[step.by], content=content)

    def _withdraw(self, step: Step) -> None:
        proposals.withdraw(proposal=self._proposal(step), by=self.people[step.by])

    def _say(self, step: Step) -> None:
        slug, given = step.tale.slug, step.given
        self.said[slug, given.get("as", "")] = deliberation.contribute(
            proposal=self._proposal(step),
            by=self.people[step.by],
            kind=given["kind"],
            text=given["text"],
            reply_to=self.said[slug, given["reply_to"]] if "reply_to" in given else None,
            language="en",
        )

    def _hide(self, step: Step) -> None:
        what = self.said[step.tale.slug, step.given["what"]]
        deliberation.hide(contribution=what, by=self.people[step.by], reason=step.given["reason"])

    def _lend(self, step: Step) -> None:
        voting.lend(
            assembly=self.bodies[step.given["in"]],
            person=self.people[step.by],
            to=self.people[step.given["to"]],
        )

    def _open_ballot(self, step: Step) -> None:
        composed = {name: step.given[name] for name in COMPOSED if name in step.given}
        if "asks" not in composed:
            composed |= {"yes_means": step.tale.yes_means, "no_means": step.tale.no_means}
        opened = voting.open_ballot(
            proposal=self._proposal(step), by=self.people[step.by], composed=voting.Composed(**composed)
        )
        if opened is None:
            raise proposals.PlacedElsewhere(f"{step.tale.slug} moved instead of being put to the vote.")
        self.ballots[step.tale.slug] = opened

    def _vote(self, step: Step) -> None:
        ballot = self.ballots[step.tale.slug]
        voting.cast_vote(
            ballot=ballot.public_id,
            voter=self.people[step.by],
            choice=step.given["choice"],
            text_digest=ballot.text_digest,
        )

    def _close(self, step: Step) -> None:
        decided = voting.close_ballot(ballot=voting_queries.ballot(self.ballots[step.tale.slug].public_id))
        if decided is not None:
            self.decisions[step.tale.slug] = decided

    def _reasons(self, step: Step) -> None:
        decision = self.decisions[step.tale.slug]
        voting.give_reasons(decision=decision, by=self.people[step.by], reasons=step.given["text"])

    def _announce_draw(self, step: Step) -> None:
        here, given = self.bodies[step.given["in"]], step.given
        suggested = sortition_queries.suggested(here, given["places"])
        self.draws[step.tale.slug] = sortition.announce(
            assembly=here,
            by=self.people[step.by],
            title=given["title"],
            places=given["places"],
            quotas=given["quotas"],
            days=given["days"],
            by_place={child: (least, most) for child, (_name, least, most) in suggested.items()},
        )

    def _step_forward(self, step: Step) -> None:
        sortition.step_forward(
            draw=self.draws[step.tale.slug], person=self.people[step.by], features=step.given
        )

    def _draw(self, step: Step) -> None:
        """The list closes, the lottery is found and stands on the record, and from its signed state follows the lot."""
        sortition.close_due()
        sortition.search_next()
        record.seal_all()
        sortition.draw_due()

    def _answer(self, step: Step) -> None:
        """The first who is asked declines and the others accept, whoever follows as well; those one can look around
        as are asked still."""
        draw, declined = self.draws[step.tale.slug], False
        while asked := draw.volunteers.filter(answer="asked", person__look_around="").order_by("pk").first():
            sortition.answer(draw=draw, person=asked.person, accepts=declined)
            declined = True
