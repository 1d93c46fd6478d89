# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one facilitator entered by hand and another has not yet: votes of one person, and bundles of papers."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from assemblies import ids
from governance import hands

WAITING, DIFFERED, VOTED, LAPSED = STATES = ("waiting", "differed", "voted", "lapsed")
"""Of what was entered by hand: it waits for the second entry, which said something else; the person voted here
meanwhile; or the ballot closed. Only what waits says anything of a choice."""


class HandBundle(models.Model):
    """A bundle of papers of a secret ballot as one facilitator entered it; who handed them in are its entries."""

    public_id = models.CharField(max_length=13, unique=True, default=ids.fresh, editable=False)
    ballot = models.ForeignKey("voting.Ballot", models.PROTECT, related_name="hand_bundles")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    papers = models.TextField(blank=True)
    """Canonical JSON: each choice as it is kept, with how many papers say it, in the order of the choices."""
    at = models.DateTimeField()
    state = models.CharField(max_length=8, default=WAITING)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="a_state_of_bundles_that_exists"),
            models.CheckConstraint(condition=Q(papers="") | Q(state=WAITING), name="papers_only_wait"),
            models.CheckConstraint(condition=Q(second=None) | ~Q(second=F("by")), name="a_second_bundle"),
        ]


class HandEntry(models.Model):
    """A vote that one facilitator entered by hand, until another has entered the same: then it is a vote, and this
    is gone. Of a secret ballot it says only that the person handed in a paper of the bundle."""

    ballot = models.ForeignKey("voting.Ballot", models.PROTECT, related_name="hand_entries")
    voter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    bundle = models.ForeignKey(HandBundle, models.CASCADE, null=True, related_name="entries")
    way = models.CharField(max_length=5)
    choice = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    state = models.CharField(max_length=8, default=WAITING)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ballot", "voter"], name="one_entry_a_voter"),
            models.CheckConstraint(condition=Q(way__in=hands.WAYS), name="a_way_by_hand_that_exists"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="a_state_of_entries_that_exists"),
            models.CheckConstraint(
                condition=Q(choice="", reason="") | Q(state=WAITING, bundle=None), name="a_choice_only_waits"
            ),
            models.CheckConstraint(
                condition=(Q(second=None) | ~Q(second=F("by"))) & ~Q(by=F("voter")), name="a_second_entry"
            ),
        ]
