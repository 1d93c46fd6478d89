# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ballots, votes and decisions."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q, Value

from assemblies import ids, wording
from assemblies.proposals.models import Hearing, Proposal
from assemblies.registry.models import Assembly
from governance import answers, ballots, papers

METHODS = tuple(sorted(set(papers.KINDS) - {"supermajority"}))
APART = "apart"
"""What a vote on a secret ballot has in the place of its choice."""
WORDS = tuple(dict.fromkeys((*answers.YES_OR_NO, *answers.CONSENT, APART)))
OUTCOMES = ("adopted", "decided", "rejected", "no_quorum")


class Ballot(models.Model):
    """The question as put to the vote. What was fixed on opening stays: rule, seats, quorum, paper."""

    public_id = models.CharField(max_length=13, unique=True, default=ids.fresh, editable=False)
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="ballots")
    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="ballots")
    assembly = models.ForeignKey(Assembly, models.PROTECT, related_name="ballots")
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    method = models.CharField(max_length=20)
    rule = models.JSONField()
    """As the shell's `tally` has it: {"quorum": {...}, "threshold": {...}}."""
    seated_by = models.DateTimeField(null=True)
    """Until when a home seat had to begin to vote; None for by the opening."""
    seats = models.PositiveIntegerField()
    seats_by_place = models.JSONField(default=dict)
    """Public id of each child → how many of its people may vote: for turnout and the double majority."""
    quorum = models.PositiveIntegerField()
    paper = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    """What voters have before them: {"text": the digest of the proposal's words, "asks": as `papers.Paper` keeps
    it, "yes_means", "no_means", "secrecy"}. Empty on ballots from before there were papers."""
    text_digest = models.CharField(max_length=80)
    """The digest of the paper, which a vote names; from before there were papers, of the proposal's words."""
    secrecy = models.CharField(
        max_length=6,
        choices=[(p, p) for p in ballots.PROMISES],
        default=ballots.OPEN,
        db_default=ballots.OPEN,
    )
    tally = models.JSONField(null=True)
    """The law's answer, whole, once it has closed, whether it decided anything or not."""
    yes_means = models.CharField(max_length=300)
    no_means = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hearing"], condition=Q(closed_at=None), name="one_open_ballot"),
            models.CheckConstraint(condition=Q(method__in=METHODS), name="a_method_that_exists"),
            models.CheckConstraint(condition=Q(secrecy__in=ballots.PROMISES), name="a_secrecy_that_exists"),
        ]
        indexes = [models.Index(fields=["closes_at"], condition=Q(closed_at=None), name="ballots_to_close")]

    @property
    def since_when(self) -> datetime:
        """Since when at the latest those who vote have been at home in the cover."""
        return self.seated_by or self.opened_at

    @property
    def asks(self) -> papers.Paper:
        """What is asked, as the law reads it."""
        return papers.read(self.paper["asks"]) if self.paper else papers.Paper(self.method)


class Vote(models.Model):
    """One voter's answer: one row a person, whatever they change it to. `place` is the child they count in."""

    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="votes")
    voter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="votes")
    choice = models.TextField()
    """As `governance.answers.admit` wrote it: a word, or canonical JSON; of a secret ballot only that it is kept
    apart."""
    apart = models.UUIDField(null=True)
    """Of a secret ballot, until it closes: the key of the choice, so that it can be changed. None from then on."""
    reason = models.TextField(blank=True, default="", db_default="")
    """Why someone objects."""
    place = models.ForeignKey(Assembly, models.PROTECT, null=True, related_name="+")
    cast_at = models.DateTimeField()
    receipt = models.CharField(max_length=14)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ballot", "voter"], name="one_vote_a_voter"),
            models.CheckConstraint(
                condition=Q(choice__in=WORDS) | Q(choice__regex=r'^["\[{]'), name="a_choice_that_exists"
            ),
        ]


class ChoiceApart(models.Model):
    """A choice on a secret ballot that is open: written in a transaction of its own, beside no name. What is not
    named by a vote counts for nothing: it was replaced, or never acknowledged."""

    key = models.UUIDField(primary_key=True)
    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="choices_apart")
    choice = models.TextField()


class ChoiceCounted(models.Model):
    """A choice on a secret ballot that has closed: written shuffled, in one transaction, and by nobody. `place` is
    the child counted in where places count too."""

    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="choices_counted")
    choice = models.TextField()
    place = models.ForeignKey(Assembly, models.PROTECT, null=True, related_name="+")


class Decision(models.Model):
    """The outcome of a ballot, with the count, the checks and the reasons."""

    ballot = models.OneToOneField(Ballot, models.PROTECT, related_name="decision")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="decisions")
    assembly = models.ForeignKey(Assembly, models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=12)
    tally = models.JSONField()
    """The law's answer, whole."""
    because = models.TextField()
    reasons = models.TextField(blank=True)
    reasons_html = models.TextField(blank=True)
    at = models.DateTimeField()
    entry_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=OUTCOMES), name="an_outcome_that_exists")
        ]
        indexes = [models.Index(fields=["assembly", "-at"], name="decisions_lately")]

    @property
    def told(self) -> str:
        """Why it came out so, in the language of the reader."""
        return wording.outcome(self.tally)
