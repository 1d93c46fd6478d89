# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every way of deciding: a paper that is more than yes and no, choices as text, reasons, and the count of a round."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0004_words_that_exist"),
        ("registry", "0002_at_home_and_checks"),
        ("voting", "0002_words_that_exist"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="ballot",
            name="a_method_that_exists",
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="an_outcome_that_exists",
        ),
        migrations.RemoveConstraint(
            model_name="vote",
            name="a_choice_that_exists",
        ),
        migrations.AddField(
            model_name="ballot",
            name="paper",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        migrations.AddField(
            model_name="ballot",
            name="tally",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="vote",
            name="reason",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AlterField(
            model_name="vote",
            name="choice",
            field=models.TextField(),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "method__in",
                        (
                            "approval",
                            "budget-greedy",
                            "budget-mes",
                            "consent",
                            "dots",
                            "double-majority",
                            "irv",
                            "majority",
                            "plurality",
                            "ranked-pairs",
                            "schulze",
                            "score",
                            "spav",
                            "stv",
                        ),
                    )
                ),
                name="a_method_that_exists",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ("adopted", "decided", "rejected", "no_quorum"))),
                name="an_outcome_that_exists",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("choice__in", ("yes", "no", "abstain", "agree", "stand_aside", "object")),
                    ("choice__regex", '^["\\[{]'),
                    _connector="OR",
                ),
                name="a_choice_that_exists",
            ),
        ),
    ]
