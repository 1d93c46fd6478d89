# SPDX-License-Identifier: AGPL-3.0-or-later
"""How is counted, and what comes of it, as CHECKs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0004_words_that_exist"),
        ("registry", "0002_at_home_and_checks"),
        ("voting", "0001_initial"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.CheckConstraint(
                condition=models.Q(("method__in", ("double-majority", "majority"))),
                name="a_method_that_exists",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ("adopted", "rejected", "no_quorum"))),
                name="an_outcome_that_exists",
            ),
        ),
    ]
