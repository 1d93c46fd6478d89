# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ballots, votes and decisions."""

from datetime import datetime
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value

from assemblies import ids
from assemblies.proposals.models import Hearing, Proposal
from assemblies.registry.models import Assembly
from assemblies.voting import waiting  # noqa: F401 - its tables are this room's too
from assemblies.wording import counts, weighed
from governance import answers, ballots, delegations, franchises, hands, papers

METHODS = tuple(sorted(set(papers.KINDS) - {"supermajority"}))
APART = "apart"
"""What a vote on a secret ballot has in the place of its choice."""
WORDS = tuple(dict.fromkeys((*answers.YES_OR_NO, *answers.CONSENT, APART)))
OUTCOMES = ("adopted", "decided", "rejected", "no_quorum")
UNDECIDED = ("returned", "tied")
"""What else a ballot may come to: then it is talked about again, and put to the vote once more."""


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
    franchise = models.CharField(
        max_length=10,
        choices=[(k, k) for k in franchises.KINDS],
        default=franchises.PEOPLE,
        db_default=franchises.PEOPLE,
    )
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
    told_at = models.DateTimeField(null=True)
    """When those whose vote is carried were last written to."""
    swept = models.BooleanField(default=False, db_default=False)
    """Of a secret ballot: whether the database has given up the rows that were thrown away at its close."""
    ended_entry = models.BigIntegerField(null=True)
    """The entry that says what it came to, where that was no decision."""
    yes_means = models.CharField(max_length=300)
    no_means = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hearing"], condition=Q(closed_at=None), name="one_open_ballot"),
            models.CheckConstraint(condition=Q(method__in=METHODS), name="a_method_that_exists"),
            models.CheckConstraint(condition=Q(secrecy__in=ballots.PROMISES), name="a_secrecy_that_exists"),
            models.CheckConstraint(
                condition=Q(franchise__in=franchises.KINDS), name="a_franchise_that_exists"
            ),
        ]
        indexes = [
            models.Index(fields=["closes_at"], condition=Q(closed_at=None), name="ballots_to_close"),
            models.Index(
                fields=["closed_at"],
                condition=Q(secrecy=ballots.SECRET, swept=False, closed_at__isnull=False),
                name="ballots_to_sweep",
            ),
        ]

    @property
    def of_yes(self) -> bool:
        """Whether the quorum is one of approval: so many have to say yes, which nobody is told before the close."""
        return bool(self.rule.get("quorum", {}).get("count") == "affirmative")

    @property
    def line(self) -> int:
        """Where on a picture of the turnout enough have taken part; 0 for nowhere."""
        return 0 if self.of_yes else self.quorum

    @property
    def since_when(self) -> datetime:
        """Since when at the latest those who vote have been at home in the cover."""
        return self.seated_by or self.opened_at

    @property
    def voters(self) -> franchises.Franchise:
        """Who votes, and what each weighs."""
        return franchises.read(self.paper.get("franchise", {}))

    @property
    def all_weight(self) -> int | str:
        """How much all who may vote weigh: one each, unless delegates or assemblies weigh otherwise."""
        voters = self.voters
        return self.seats if voters.kind == franchises.PEOPLE else voters.all_weight(self.seats_by_place)

    @property
    def weighs(self) -> bool:
        """Whether votes weigh otherwise than one each."""
        return self.voters.weighs

    def weighed(self, tally: Any) -> str:
        """Why it came out so, where delegates or places weigh; empty where the law's sentence counts people."""
        if self.method != "majority" or not self.weighs:
            return ""
        strict = self.rule.get("threshold", {}).get("strict", True)
        return weighed.told(tally, self.voters, Fraction(self.all_weight), strict, self.of_yes)

    @property
    def by_place(self) -> bool:
        """Whether the count asks of each vote for which child it is."""
        return self.method == "double-majority" or self.franchise != franchises.PEOPLE

    @property
    def carries(self) -> bool:
        """Whether votes that were lent count on it, for those who do not vote themselves."""
        return bool(self.paper.get("lending"))

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
    mandate = models.TextField(blank=True, default="", db_default="")
    """What a delegate was told to answer, in the words of those they sit for; empty where nothing was said."""
    place = models.ForeignKey(Assembly, models.PROTECT, null=True, related_name="+")
    cast_at = models.DateTimeField()
    receipt = models.CharField(max_length=14)
    by_hand = models.CharField(max_length=5, blank=True, default="", db_default="")
    """How it came where it was taken by hand, "paper" or "phone"; then the two who entered it stand here too."""
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        indexes = [models.Index(fields=["ballot"], condition=~Q(by_hand=""), name="votes_by_hand")]
        constraints = [
            models.CheckConstraint(
                condition=Q(by_hand="", entered_by=None, confirmed_by=None)
                | Q(by_hand__in=hands.WAYS, entered_by__isnull=False, confirmed_by__isnull=False)
                & ~Q(entered_by=F("confirmed_by"))
                & ~Q(entered_by=F("voter"))
                & ~Q(confirmed_by=F("voter")),
                name="by_hand_two_enter_it",
            ),
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


class Lendings(models.Model):
    """How often votes were lent and taken back in an assembly: whoever lends holds this row, one after the other."""

    assembly = models.OneToOneField(Assembly, models.PROTECT, related_name="lendings")
    acts = models.PositiveIntegerField(default=0)


class Delegation(models.Model):
    """A vote lent in one assembly, for all it decides, for a matter or for one proposal; with no `carrier`, kept from
    being carried by whom a wider rule lends it to. In force until it is taken back, or lent anew for the same."""

    public_id = models.CharField(max_length=13, unique=True, default=ids.fresh, editable=False)
    assembly = models.ForeignKey(Assembly, models.PROTECT, related_name="delegations")
    lender = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="lent")
    carrier = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="carries")
    scope = models.CharField(max_length=8, choices=[(s, s) for s in delegations.NEAREST])
    matter = models.CharField(max_length=200, blank=True, default="")
    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, related_name="lent")
    tell = models.BooleanField(default=True, db_default=True)
    """Whether the lender is written to when somebody has voted with it."""
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lender", "assembly", "matter"],
                condition=Q(until=None, proposal=None),
                name="lent_once_for_a_matter",
            ),
            models.UniqueConstraint(
                fields=["lender", "assembly", "proposal"],
                condition=Q(until=None) & ~Q(proposal=None),
                name="lent_once_for_a_proposal",
            ),
            models.CheckConstraint(
                condition=Q(scope="assembly", matter="", proposal=None)
                | (Q(scope="matter", proposal=None) & ~Q(matter=""))
                | (Q(scope="proposal", matter="") & ~Q(proposal=None)),
                name="lent_for_what_it_says",
            ),
            models.CheckConstraint(condition=~Q(lender=models.F("carrier")), name="lent_to_another"),
        ]
        indexes = [
            models.Index(fields=["carrier", "assembly"], condition=Q(until=None), name="lent_to_someone")
        ]


class Told(models.Model):
    """Someone whose vote is carried was written to about it, once a ballot."""

    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="+")
    lender = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "lender"], name="told_once")]


class Carried(models.Model):
    """What became of a vote that was lent and not cast, on a ballot that has closed. `to` is whom it was lent to,
    `carrier` who voted with it, None where it was lost: in a loop, or at someone who did not vote. `place` is the
    child that the lender counts in. `outside`: the lender has no vote here any more, so nothing was carried."""

    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="carried")
    lender = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    carrier = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey(Assembly, models.PROTECT, null=True, related_name="+")
    outside = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "lender"], name="carried_once")]
        indexes = [models.Index(fields=["ballot", "carrier"], name="carried_by_someone")]


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
        asks = self.ballot.asks if "funded" in self.tally else None  # amounts have their unit
        return self.ballot.weighed(self.tally) or counts.parted(counts.sentences(self.tally, asks))[0]
