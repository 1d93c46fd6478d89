# SPDX-License-Identifier: AGPL-3.0-or-later
"""Claims: people of a place say that it is affected, or is not, and others stand behind them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import assemblies.ids


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0004_words_that_exist"),
        ("registry", "0002_at_home_and_checks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Backing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Claim",
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
                ("kind", models.CharField(max_length=12)),
                ("share", models.CharField(max_length=40)),
                ("reason", models.CharField(blank=True, max_length=600)),
                ("version", models.PositiveIntegerField()),
                ("needed", models.PositiveIntegerField()),
                ("made_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("ending", models.CharField(blank=True, default="", max_length=12)),
                ("ended_at", models.DateTimeField(null=True)),
                ("stood", models.PositiveIntegerField(null=True)),
                ("entry_id", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="placement",
            name="an_occasion_that_exists",
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(("occasion__in", ("submitted", "effects", "asked", "ballot", "claim"))),
                name="an_occasion_that_exists",
            ),
        ),
        migrations.AddField(
            model_name="backing",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="backings",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="claims",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="place",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="registry.assembly"
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="proposal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="proposals.proposal"
            ),
        ),
        migrations.AddField(
            model_name="backing",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="backings", to="proposals.claim"
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(condition=models.Q(("ending", "")), fields=["until"], name="open_claims"),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ending", "withdrawn"), _negated=True),
                fields=("proposal", "place", "version"),
                name="one_claim_a_place_and_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ending", "")),
                fields=("proposal", "place"),
                name="one_open_claim_a_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("affected", "not_affected"))), name="a_claim_that_exists"
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ending__in", ("", "accepted", "upheld", "lapsed", "withdrawn", "overtaken"))
                ),
                name="an_ending_that_exists",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ending", ""), ("stood", None)),
                    models.Q(
                        models.Q(("ending", ""), _negated=True),
                        ("ended_at__isnull", False),
                        ("stood__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="ended_with_its_ending",
            ),
        ),
        migrations.AddConstraint(
            model_name="backing",
            constraint=models.UniqueConstraint(fields=("claim", "person"), name="one_backing_a_person"),
        ),
    ]
