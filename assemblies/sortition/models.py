# SPDX-License-Identifier: AGPL-3.0-or-later
"""Draws by lot, and the people who would serve."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from assemblies import ids
from assemblies.registry.models import Assembly

OPEN, SEARCHING, FIXED, DRAWN, IMPOSSIBLE, FAILED = STATES = (
    "open",
    "searching",
    "fixed",
    "drawn",
    "impossible",
    "failed",
)
"""People step forward; a lottery is looked for; it is on the record and waits for its seed; drawn; or it cannot be."""
PANEL, DELEGATE = OFFICES = ("", "delegate")
ASKED, ACCEPTED, DECLINED = ANSWERS = ("asked", "accepted", "declined")


class Draw(models.Model):
    """One draw. Its row is the job too: whoever holds the claim looks for a lottery and says how far it is."""

    public_id = models.CharField(max_length=13, unique=True, default=ids.fresh, editable=False)
    assembly = models.ForeignKey(Assembly, models.PROTECT, related_name="draws")
    title = models.CharField(max_length=120)
    office = models.CharField(max_length=11, blank=True, choices=[(o, o) for o in OFFICES])
    places = models.PositiveSmallIntegerField()
    quotas = models.JSONField()
    """[{"feature", "categories": [{"name", "min", "max"}]}], as the shell's `sortition` has them."""
    by_place = models.JSONField(default=dict)
    """Public id of a child → its category in the first feature; empty where places have no quotas."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=OPEN, choices=[(s, s) for s in STATES])
    pool = models.JSONField(null=True)
    lottery = models.JSONField(null=True)
    digest = models.CharField(max_length=80, blank=True)
    fixed_entry = models.BigIntegerField(null=True)
    root = models.CharField(max_length=64, blank=True)
    note = models.TextField(blank=True)
    """The checkpoint, as it was signed, whose root the seed is made of."""
    refusal = models.JSONField(null=True)
    """Why it cannot be: {"sentence", "facts", "code"} of the law's no."""
    claim = models.CharField(max_length=32, blank=True)
    heard_at = models.DateTimeField(null=True)
    phase = models.CharField(max_length=40, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="a_state_of_a_draw"),
            models.CheckConstraint(condition=Q(office__in=OFFICES), name="an_office_drawn_for"),
            models.CheckConstraint(
                condition=~Q(state__in=[FIXED, DRAWN]) | Q(lottery__isnull=False, fixed_entry__isnull=False),
                name="a_lottery_is_on_the_record",
            ),
            models.CheckConstraint(condition=~Q(state=DRAWN) | ~Q(root=""), name="drawn_from_a_root"),
        ]
        indexes = [
            models.Index(fields=["assembly", "-id"], name="draws_of_an_assembly"),
            models.Index(
                fields=["closes_at"], condition=Q(state__in=[OPEN, SEARCHING, FIXED]), name="draws_due"
            ),
        ]


class Volunteer(models.Model):
    """Someone who would serve, with what they said of themselves for this draw alone."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="volunteers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    features = models.JSONField()
    at = models.DateTimeField()
    number = models.CharField(max_length=5, null=True)
    """What everybody sees in place of a name, given by chance when the list is closed."""
    answer = models.CharField(max_length=8, blank=True, choices=[(a, a) for a in ANSWERS])
    answered_at = models.DateTimeField(null=True)
    declined_as = models.PositiveSmallIntegerField(null=True)
    """Whose declining came first: those who follow are found in this order."""

    class Meta:
        ordering: ClassVar = ["number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "person"], name="once_a_draw"),
            models.UniqueConstraint(fields=["draw", "number"], name="one_number_a_person"),
            models.UniqueConstraint(fields=["draw", "declined_as"], name="declined_one_by_one"),
            models.CheckConstraint(condition=Q(answer__in=["", *ANSWERS]), name="an_answer_that_exists"),
        ]
