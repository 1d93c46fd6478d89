# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who sits where, what nests in what, and what each assembly may decide."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from assemblies import ids
from assemblies.record.models import Record
from governance.powers import GRANTABLE, Power
from governance.scales import Place


class Network(models.Model):
    """All assemblies that nest in one top. `scales` are names, narrow to wide: [{"name", "plural"}]."""

    public_id = models.CharField(max_length=13, unique=True, default=ids.fresh, editable=False)
    name = models.CharField(max_length=120)
    host = models.CharField(max_length=200)
    scales = models.JSONField()
    matters = models.JSONField(default=list)
    """The tree of matters as paths with names: [{"path": "mobility/buses", "name": "Buses"}]."""
    time_zone = models.CharField(max_length=60, default="UTC")
    demonstration = models.BooleanField(default=False)
    recovery_digest = models.CharField(max_length=80)
    version = models.BigIntegerField(default=0)
    """Rises with every change of nestings, remits or allotments: what is cached of them is known stale by it."""


class Means(models.Model):
    """Anything a decision uses up, with its unit and how many decimal places an amount may have."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="means")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    unit = models.CharField(max_length=30)
    decimal_places = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "code"], name="one_means_a_code")]


class Assembly(models.Model):
    """A body of people that deliberates and decides. Overlays have constituents and no parent."""

    public_id = models.CharField(max_length=13, unique=True, default=ids.fresh, editable=False)
    ni = models.CharField(max_length=80, unique=True)
    network = models.ForeignKey(Network, models.PROTECT, related_name="assemblies")
    name = models.CharField(max_length=120)
    lede = models.CharField(max_length=300, blank=True)
    code = models.CharField(max_length=60, null=True)
    scale = models.PositiveSmallIntegerField()
    overlay = models.BooleanField(default=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    constituents = models.ManyToManyField(
        "self", through="Constituency", symmetrical=False, related_name="overlays"
    )
    population = models.PositiveBigIntegerField(null=True)
    boundary = models.JSONField(null=True)
    founded_at = models.DateTimeField()
    own_time_zone = models.CharField(max_length=60, blank=True)
    public_record = models.OneToOneField(Record, models.PROTECT, related_name="+")
    acts_record = models.OneToOneField(Record, models.PROTECT, related_name="+")
    place = models.CharField(max_length=7, choices=[(p.value, p.value) for p in Place])
    """Base, between, top or overlay; kept by the operations that change a nesting."""

    class Meta:
        permissions: ClassVar = [(power.value, power.value) for power in sorted(GRANTABLE)]
        constraints = [
            models.UniqueConstraint(fields=["network", "code"], name="one_assembly_a_code"),
            models.CheckConstraint(
                condition=Q(overlay=False) | Q(parent=None), name="overlays_have_no_parent"
            ),
            models.CheckConstraint(
                condition=Q(place__in=[p.value for p in Place]), name="a_place_that_exists"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone_name(self) -> str:
        """The name of its time zone: its own, else its network's. Deadlines are shown in it."""
        return self.own_time_zone or self.network.time_zone

    @property
    def ring(self) -> int:
        """Which of the five warm-to-cool colours its scale has, 1 near to 5 wide."""
        widest = max(1, len(self.network.scales) - 1)
        return 1 + round(4 * min(self.scale, widest) / widest)

    @property
    def kind(self) -> str:
        """What its network calls an assembly of its scale."""
        return str(self.network.scales[self.scale]["name"])


class Constituency(models.Model):
    overlay = models.ForeignKey(Assembly, models.PROTECT, related_name="constituencies")
    constituent = models.ForeignKey(Assembly, models.PROTECT, related_name="sits_in")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["overlay", "constituent"], name="one_constituency")]


class Closure(models.Model):
    """Which assembly contains which, through home nestings and overlays, itself included."""

    ancestor = models.ForeignKey(Assembly, models.PROTECT, related_name="contains")
    descendant = models.ForeignKey(Assembly, models.PROTECT, related_name="contained_in")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ancestor", "descendant"], name="contained_once")]
        indexes = [models.Index(fields=["descendant", "ancestor"], name="containers_of")]


class Charter(models.Model):
    """One version of an assembly's rules; a hearing keeps the version it opened under."""

    assembly = models.ForeignKey(Assembly, models.PROTECT, related_name="charters")
    version = models.PositiveIntegerField()
    rules = models.JSONField()
    digest = models.CharField(max_length=80)
    in_force_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assembly", "version"], name="one_charter_a_version")]


class Allotment(models.Model):
    """How much of a means an assembly holds for a period, and how much of it decisions have drawn."""

    assembly = models.ForeignKey(Assembly, models.PROTECT, related_name="allotments")
    means = models.ForeignKey(Means, models.PROTECT)
    amount = models.DecimalField(max_digits=20, decimal_places=6)
    drawn = models.DecimalField(max_digits=20, decimal_places=6, default=0)
    period = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assembly", "means"], name="one_allotment_a_means"),
            models.CheckConstraint(
                condition=Q(drawn__gte=0, drawn__lte=models.F("amount")), name="never_overdrawn"
            ),
        ]


OFFICES = ("member", "delegate", "facilitator", "auditor", "observer")


class Seat(models.Model):
    """A person's place in an assembly. A home seat is where they live and vote: one a network."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="seats")
    network = models.ForeignKey(Network, models.PROTECT, related_name="+")
    assembly = models.ForeignKey(Assembly, models.PROTECT, related_name="seats")
    office = models.CharField(max_length=11, choices=[(o, o) for o in OFFICES])
    home = models.BooleanField(default=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "network"], condition=Q(home=True, until=None), name="one_home_seat"
            ),
            models.UniqueConstraint(
                fields=["person", "assembly", "office"], condition=Q(until=None), name="one_seat_an_office"
            ),
            models.CheckConstraint(
                condition=Q(home=False) | Q(office="member"), name="home_seats_are_members"
            ),
            models.CheckConstraint(condition=Q(office__in=OFFICES), name="an_office_that_exists"),
        ]
        indexes = [
            models.Index(fields=["assembly"], condition=Q(until=None, home=True), name="people_at_home")
        ]


class Invitation(models.Model):
    """A single-use link into one base assembly. Only the digest of its secret is kept."""

    assembly = models.ForeignKey(Assembly, models.PROTECT, related_name="invitations")
    public_id = models.CharField(max_length=13, unique=True, default=ids.fresh, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    used_at = models.DateTimeField(null=True)

    @property
    def slip(self) -> str:
        """What is printed on its slip and stands in the list of those not taken, to find a lost one by: "K7F2Q"."""
        return self.public_id[:5].upper()


class FoundersLink(models.Model):
    """The one-time link that an empty instance prints for its first facilitator."""

    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Grant(UserObjectPermissionBase):
    """An exception: one grantable power for one person in one assembly, for a term."""

    content_object = models.ForeignKey(Assembly, models.CASCADE)
    until = models.DateTimeField(null=True)

    class Meta(UserObjectPermissionBase.Meta):
        pass


class GroupGrant(GroupObjectPermissionBase):
    """guardian asks for a table for groups too; nothing grants by group, so it stays empty."""

    content_object = models.ForeignKey(Assembly, models.CASCADE)


def power_of(grant: Grant) -> Power:
    """The power that a grant's permission row stands for."""
    permission: Any = grant.permission
    return Power(permission.codename)


class Snapshot(models.Model):
    """The nesting as the subsidiarity test saw it at one version of a network: what a placement is repeated from."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="snapshots")
    version = models.BigIntegerField()
    digest = models.CharField(max_length=80)
    data = models.JSONField()
    """{"assemblies": [...], "overlays": [...]} as the shell's `place` takes them."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "version"], name="one_snapshot_a_version")]
