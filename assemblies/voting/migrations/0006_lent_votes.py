# SPDX-License-Identifier: AGPL-3.0-or-later
"""Votes lent, taken back, and carried at the close."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import assemblies.ids


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0004_words_that_exist"),
        ("registry", "0002_at_home_and_checks"),
        ("voting", "0005_seated_by"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Lendings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("acts", models.PositiveIntegerField(default=0)),
                (
                    "assembly",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lendings",
                        to="registry.assembly",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Carried",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("outside", models.BooleanField(default=False)),
                (
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried",
                        to="voting.ballot",
                    ),
                ),
                (
                    "carrier",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.assembly",
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["ballot", "carrier"], name="carried_by_someone")],
                "constraints": [models.UniqueConstraint(fields=("ballot", "lender"), name="carried_once")],
            },
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=assemblies.ids.fresh, editable=False, max_length=13, unique=True
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[("proposal", "proposal"), ("matter", "matter"), ("assembly", "assembly")],
                        max_length=8,
                    ),
                ),
                ("matter", models.CharField(blank=True, default="", max_length=200)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                (
                    "assembly",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations",
                        to="registry.assembly",
                    ),
                ),
                (
                    "carrier",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carries",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lent",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lent",
                        to="proposals.proposal",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("until", None)),
                        fields=["carrier", "assembly"],
                        name="lent_to_someone",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("proposal", None), ("until", None)),
                        fields=("lender", "assembly", "matter"),
                        name="lent_once_for_a_matter",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None), models.Q(("proposal", None), _negated=True)),
                        fields=("lender", "assembly", "proposal"),
                        name="lent_once_for_a_proposal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("matter", ""), ("proposal", None), ("scope", "assembly")),
                            models.Q(
                                ("proposal", None),
                                ("scope", "matter"),
                                models.Q(("matter", ""), _negated=True),
                            ),
                            models.Q(
                                ("matter", ""),
                                ("scope", "proposal"),
                                models.Q(("proposal", None), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="lent_for_what_it_says",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lender", models.F("carrier")), _negated=True),
                        name="lent_to_another",
                    ),
                ],
            },
        ),
    ]
