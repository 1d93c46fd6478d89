# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proposals, the versions of their text, their effects, and their journey from hearing to hearing."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from assemblies import ids, wording
from assemblies.registry.models import Assembly, Charter, Network, Snapshot
from governance.claims import Ending, Kind
from governance.lifecycle import MOVED_ON, Stage

STAGES = tuple(stage.value for stage in Stage)
CAME_BY = ("raised", "escalate", "devolve", "refer")
OCCASIONS = ("submitted", "effects", "asked", "ballot", "claim")
CLAIMS = tuple(kind.value for kind in Kind)
ENDINGS = tuple(ending.value for ending in Ending)


class Proposal(models.Model):
    """The question put forward. `stage` and `assembly` are those of its latest hearing."""

    public_id = models.CharField(max_length=13, unique=True, default=ids.fresh, editable=False)
    network = models.ForeignKey(Network, models.PROTECT, related_name="proposals")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposals")
    raised_in = models.ForeignKey(Assembly, models.PROTECT, related_name="raised")
    assembly = models.ForeignKey(Assembly, models.PROTECT, related_name="proposals")
    stage = models.CharField(max_length=12, choices=[(s.value, s.value) for s in Stage], default=Stage.DRAFT)
    title = models.CharField(max_length=160)
    summary = models.CharField(max_length=600)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    matter = models.CharField(max_length=120)
    binding = models.BooleanField(default=True)
    lasts = models.CharField(max_length=10, blank=True, default="")
    """For how long it binds: empty until decided otherwise, "P6M" for six months, or the last day."""
    places = models.JSONField(default=dict)
    """Affected places as the author named them: public id → share of its own people, as "0.3"."""
    means = models.JSONField(default=dict)
    """What it uses up: code of the means → amount as a decimal string."""
    version = models.PositiveIntegerField(default=1)
    text_digest = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField()
    contributions = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(stage__in=STAGES), name="a_stage_that_exists")]
        indexes = [
            models.Index(fields=["assembly", "stage", "-moved_at"], name="proposals_of_an_assembly"),
            models.Index(fields=["network", "stage", "-moved_at"], name="proposals_of_a_network"),
            models.Index(fields=["author", "-made_at"], name="proposals_of_a_person"),
            # An assembly's list, a page at a time, and how many stand at each stage: read from the index alone.
            models.Index(
                fields=["assembly", "-moved_at", "-public_id"],
                include=["stage"],
                condition=Q(submitted_at__isnull=False),
                name="proposals_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Draft(models.Model):
    """One version of a proposal's text and effects, kept whole, by number."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="drafts")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "number"], name="one_draft_a_number")]


class Hearing(models.Model):
    """A proposal's stay before one assembly, under the charter it opened with."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="hearings")
    assembly = models.ForeignKey(Assembly, models.PROTECT, related_name="hearings")
    charter = models.ForeignKey(Charter, models.PROTECT)
    number = models.PositiveIntegerField()
    stage = models.CharField(max_length=12, choices=[(s.value, s.value) for s in Stage])
    came_by = models.CharField(max_length=12, blank=True)
    because = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    stage_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    missed_quorums = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="hearings_in_order"),
            models.UniqueConstraint(fields=["proposal"], condition=Q(ended_at=None), name="one_live_hearing"),
            models.CheckConstraint(condition=Q(stage__in=STAGES), name="a_hearing_at_a_stage_that_exists"),
            models.CheckConstraint(condition=Q(came_by__in=CAME_BY), name="a_way_that_exists"),
        ]
        indexes = [
            models.Index(fields=["stage", "stage_at"], condition=Q(ended_at=None), name="live_hearings"),
            models.Index(
                fields=["assembly", "stage", "stage_at"], condition=Q(ended_at=None), name="hearings_here"
            ),
            # Few of an assembly's hearings led on or came from elsewhere, and pages look for just those.
            models.Index(
                fields=["assembly", "-stage_at"],
                condition=Q(stage__in=sorted(stage.value for stage in MOVED_ON)) | Q(number__gt=1),
                name="hearings_on_the_way",
            ),
        ]


class Placement(models.Model):
    """One run of the subsidiarity test on a proposal: its input, its answer, and why it was run."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="placements")
    at = models.DateTimeField()
    occasion = models.CharField(max_length=20)
    """submitted, effects, asked, ballot or claim."""
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, null=True, related_name="+")
    input = models.JSONField()
    answer = models.JSONField()
    assembly = models.ForeignKey(Assembly, models.PROTECT, null=True, related_name="+")
    because = models.TextField()
    entry_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(occasion__in=OCCASIONS), name="an_occasion_that_exists")
        ]

    @property
    def told(self) -> str:
        """Why, in the language of the reader."""
        return wording.tell(self.answer.get("said"), self.because, wording.Named(self.proposal.network))


class Second(models.Model):
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="seconds")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="seconds")
    home = models.ForeignKey(Assembly, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "person"], name="one_second_a_person")]


class Claim(models.Model):
    """People of a base place say that it is affected, or that it is not; see governance.claims."""

    public_id = models.CharField(max_length=13, unique=True, default=ids.fresh, editable=False)
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="claims")
    place = models.ForeignKey(Assembly, models.PROTECT, related_name="claims")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="claims")
    kind = models.CharField(max_length=12)
    share = models.CharField(max_length=40)
    """Of the place's own people, as "0.3"; "0" where it is not affected."""
    reason = models.CharField(max_length=600, blank=True)
    """How it reaches them, or why it does not; empty once whoever wrote it has erased it."""
    version = models.PositiveIntegerField()
    """Of the text that it answers."""
    needed = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    ending = models.CharField(max_length=12, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    stood = models.PositiveIntegerField(null=True)
    """How many stood behind it when it ended."""
    entry_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "place", "version"],
                condition=~Q(ending=Ending.WITHDRAWN.value),
                name="one_claim_a_place_and_version",
            ),
            models.UniqueConstraint(
                fields=["proposal", "place"], condition=Q(ending=""), name="one_open_claim_a_place"
            ),
            models.CheckConstraint(condition=Q(kind__in=CLAIMS), name="a_claim_that_exists"),
            models.CheckConstraint(condition=Q(ending__in=("", *ENDINGS)), name="an_ending_that_exists"),
            models.CheckConstraint(
                condition=Q(ending="", ended_at=None, stood=None)
                | (~Q(ending="") & Q(ended_at__isnull=False, stood__isnull=False)),
                name="ended_with_its_ending",
            ),
        ]
        indexes = [models.Index(fields=["until"], condition=Q(ending=""), name="open_claims")]


class Backing(models.Model):
    """Somebody at home in the place stands behind its claim; whoever made it does too."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="backings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="backings")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "person"], name="one_backing_a_person")]
