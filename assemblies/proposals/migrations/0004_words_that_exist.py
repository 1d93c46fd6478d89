# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of a journey as CHECKs: stages, how a hearing came, why a test was run."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0003_how_long_it_binds"),
        ("registry", "0002_at_home_and_checks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="hearing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "stage__in",
                        (
                            "draft",
                            "seconding",
                            "deliberation",
                            "ballot",
                            "adopted",
                            "rejected",
                            "no_quorum",
                            "escalated",
                            "devolved",
                            "referred",
                            "withdrawn",
                            "lapsed",
                        ),
                    )
                ),
                name="a_hearing_at_a_stage_that_exists",
            ),
        ),
        migrations.AddConstraint(
            model_name="hearing",
            constraint=models.CheckConstraint(
                condition=models.Q(("came_by__in", ("raised", "escalate", "devolve", "refer"))),
                name="a_way_that_exists",
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(("occasion__in", ("submitted", "effects", "asked", "ballot"))),
                name="an_occasion_that_exists",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "stage__in",
                        (
                            "draft",
                            "seconding",
                            "deliberation",
                            "ballot",
                            "adopted",
                            "rejected",
                            "no_quorum",
                            "escalated",
                            "devolved",
                            "referred",
                            "withdrawn",
                            "lapsed",
                        ),
                    )
                ),
                name="a_stage_that_exists",
            ),
        ),
    ]
