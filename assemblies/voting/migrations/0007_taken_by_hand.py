# SPDX-License-Identifier: AGPL-3.0-or-later
"""Votes taken by hand: marked on the vote, and entries and bundles that wait for a second facilitator."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import assemblies.ids


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0002_at_home_and_checks"),
        ("voting", "0006_lent_votes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HandBundle",
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
                ("papers", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("state", models.CharField(default="waiting", max_length=8)),
            ],
        ),
        migrations.CreateModel(
            name="HandEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("way", models.CharField(max_length=5)),
                ("choice", models.TextField(blank=True)),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("state", models.CharField(default="waiting", max_length=8)),
            ],
        ),
        migrations.AddField(
            model_name="vote",
            name="by_hand",
            field=models.CharField(blank=True, db_default="", default="", max_length=5),
        ),
        migrations.AddField(
            model_name="vote",
            name="confirmed_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="vote",
            name="entered_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="vote",
            index=models.Index(
                condition=models.Q(("by_hand", ""), _negated=True), fields=["ballot"], name="votes_by_hand"
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("by_hand", ""), ("confirmed_by", None), ("entered_by", None)),
                    models.Q(
                        ("by_hand__in", ("paper", "phone")),
                        ("confirmed_by__isnull", False),
                        ("entered_by__isnull", False),
                        models.Q(("entered_by", models.F("confirmed_by")), _negated=True),
                        models.Q(("entered_by", models.F("voter")), _negated=True),
                        models.Q(("confirmed_by", models.F("voter")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="by_hand_two_enter_it",
            ),
        ),
        migrations.AddField(
            model_name="handbundle",
            name="ballot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="hand_bundles", to="voting.ballot"
            ),
        ),
        migrations.AddField(
            model_name="handbundle",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="handbundle",
            name="second",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="handentry",
            name="ballot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="hand_entries", to="voting.ballot"
            ),
        ),
        migrations.AddField(
            model_name="handentry",
            name="bundle",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="entries",
                to="voting.handbundle",
            ),
        ),
        migrations.AddField(
            model_name="handentry",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="handentry",
            name="second",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="handentry",
            name="voter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="handbundle",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("waiting", "differed", "voted", "lapsed"))),
                name="a_state_of_bundles_that_exists",
            ),
        ),
        migrations.AddConstraint(
            model_name="handbundle",
            constraint=models.CheckConstraint(
                condition=models.Q(("papers", ""), ("state", "waiting"), _connector="OR"),
                name="papers_only_wait",
            ),
        ),
        migrations.AddConstraint(
            model_name="handbundle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("second", None), models.Q(("second", models.F("by")), _negated=True), _connector="OR"
                ),
                name="a_second_bundle",
            ),
        ),
        migrations.AddConstraint(
            model_name="handentry",
            constraint=models.UniqueConstraint(fields=("ballot", "voter"), name="one_entry_a_voter"),
        ),
        migrations.AddConstraint(
            model_name="handentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ("paper", "phone"))), name="a_way_by_hand_that_exists"
            ),
        ),
        migrations.AddConstraint(
            model_name="handentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("waiting", "differed", "voted", "lapsed"))),
                name="a_state_of_entries_that_exists",
            ),
        ),
        migrations.AddConstraint(
            model_name="handentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("choice", ""), ("reason", "")),
                    models.Q(("bundle", None), ("state", "waiting")),
                    _connector="OR",
                ),
                name="a_choice_only_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="handentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("second", None), models.Q(("second", models.F("by")), _negated=True), _connector="OR"
                    ),
                    models.Q(("by", models.F("voter")), _negated=True),
                ),
                name="a_second_entry",
            ),
        ),
        # What bundles say is kept nowhere once they are votes: nor in what the database notes of usual values.
        migrations.RunSQL(
            "ALTER TABLE voting_handbundle ALTER COLUMN papers SET STATISTICS 0", migrations.RunSQL.noop
        ),
    ]
