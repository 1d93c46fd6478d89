# SPDX-License-Identifier: AGPL-3.0-or-later
"""Secret ballots: choices in tables of their own, before the close and after it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0004_words_that_exist"),
        ("registry", "0002_at_home_and_checks"),
        ("voting", "0003_every_way_of_deciding"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChoiceApart",
            fields=[
                ("key", models.UUIDField(primary_key=True, serialize=False)),
                ("choice", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="ChoiceCounted",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("choice", models.TextField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="vote",
            name="a_choice_that_exists",
        ),
        migrations.AddField(
            model_name="ballot",
            name="secrecy",
            field=models.CharField(
                choices=[("open", "open"), ("secret", "secret")],
                db_default="open",
                default="open",
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="vote",
            name="apart",
            field=models.UUIDField(null=True),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.CheckConstraint(
                condition=models.Q(("secrecy__in", ("open", "secret"))), name="a_secrecy_that_exists"
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("choice__in", ("yes", "no", "abstain", "agree", "stand_aside", "object", "apart")),
                    ("choice__regex", '^["\\[{]'),
                    _connector="OR",
                ),
                name="a_choice_that_exists",
            ),
        ),
        migrations.AddField(
            model_name="choiceapart",
            name="ballot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="choices_apart", to="voting.ballot"
            ),
        ),
        migrations.AddField(
            model_name="choicecounted",
            name="ballot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="choices_counted",
                to="voting.ballot",
            ),
        ),
        migrations.AddField(
            model_name="choicecounted",
            name="place",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.assembly",
            ),
        ),
    ]
