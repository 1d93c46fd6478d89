# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people add to the conversation on a proposal."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from assemblies import ids
from assemblies.proposals.models import Hearing, Proposal
from assemblies.registry.models import Assembly

KINDS = ("comment", "concern", "question", "argument_for", "argument_against", "suggestion", "testimony")


class Contribution(models.Model):
    """One contribution, or a reply (replies are one deep). Hidden ones keep the reason in sight; erased ones no text."""

    public_id = models.CharField(max_length=13, unique=True, default=ids.fresh, editable=False)
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="talk")
    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="talk")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="contributions")
    home = models.ForeignKey(Assembly, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=16, choices=[(k, k) for k in KINDS], default="comment")
    reply_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="replies")
    text = models.TextField()
    html = models.TextField()
    language = models.CharField(max_length=10, blank=True)
    at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True)
    hidden_because = models.CharField(max_length=300, blank=True)
    erased_at = models.DateTimeField(null=True)
    entry_id = models.BigIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=KINDS), name="a_kind_that_exists")]
        indexes = [
            models.Index(fields=["proposal", "reply_to", "at"], name="talk_in_order"),
            models.Index(fields=["proposal", "-id"], condition=Q(reply_to=None), name="talk_latest"),
        ]
