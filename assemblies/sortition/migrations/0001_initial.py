# SPDX-License-Identifier: AGPL-3.0-or-later

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import assemblies.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("registry", "0002_at_home_and_checks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Draw",
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
                ("title", models.CharField(max_length=120)),
                (
                    "office",
                    models.CharField(blank=True, choices=[("", ""), ("delegate", "delegate")], max_length=11),
                ),
                ("places", models.PositiveSmallIntegerField()),
                ("quotas", models.JSONField()),
                ("by_place", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
                ("closes_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("searching", "searching"),
                            ("fixed", "fixed"),
                            ("drawn", "drawn"),
                            ("impossible", "impossible"),
                            ("failed", "failed"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("pool", models.JSONField(null=True)),
                ("lottery", models.JSONField(null=True)),
                ("digest", models.CharField(blank=True, max_length=80)),
                ("fixed_entry", models.BigIntegerField(null=True)),
                ("root", models.CharField(blank=True, max_length=64)),
                ("note", models.TextField(blank=True)),
                ("refusal", models.JSONField(null=True)),
                ("claim", models.CharField(blank=True, max_length=32)),
                ("heard_at", models.DateTimeField(null=True)),
                ("phase", models.CharField(blank=True, max_length=40)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "assembly",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draws",
                        to="registry.assembly",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Volunteer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("features", models.JSONField()),
                ("at", models.DateTimeField()),
                ("number", models.CharField(max_length=5, null=True)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("asked", "asked"), ("accepted", "accepted"), ("declined", "declined")],
                        max_length=8,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                ("declined_as", models.PositiveSmallIntegerField(null=True)),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="volunteers",
                        to="sortition.draw",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["number", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="draw",
            index=models.Index(fields=["assembly", "-id"], name="draws_of_an_assembly"),
        ),
        migrations.AddIndex(
            model_name="draw",
            index=models.Index(
                condition=models.Q(("state__in", ["open", "searching", "fixed"])),
                fields=["closes_at"],
                name="draws_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("open", "searching", "fixed", "drawn", "impossible", "failed"))
                ),
                name="a_state_of_a_draw",
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=models.Q(("office__in", ("", "delegate"))), name="an_office_drawn_for"
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["fixed", "drawn"]), _negated=True),
                    models.Q(("fixed_entry__isnull", False), ("lottery__isnull", False)),
                    _connector="OR",
                ),
                name="a_lottery_is_on_the_record",
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "drawn"), _negated=True),
                    models.Q(("root", ""), _negated=True),
                    _connector="OR",
                ),
                name="drawn_from_a_root",
            ),
        ),
        migrations.AddConstraint(
            model_name="volunteer",
            constraint=models.UniqueConstraint(fields=("draw", "person"), name="once_a_draw"),
        ),
        migrations.AddConstraint(
            model_name="volunteer",
            constraint=models.UniqueConstraint(fields=("draw", "number"), name="one_number_a_person"),
        ),
        migrations.AddConstraint(
            model_name="volunteer",
            constraint=models.UniqueConstraint(fields=("draw", "declined_as"), name="declined_one_by_one"),
        ),
        migrations.AddConstraint(
            model_name="volunteer",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer__in", ["", "asked", "accepted", "declined"])),
                name="an_answer_that_exists",
            ),
        ),
    ]
