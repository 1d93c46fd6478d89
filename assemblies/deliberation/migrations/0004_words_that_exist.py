# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kinds of contributions as a CHECK."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("deliberation", "0003_erased"),
        ("proposals", "0003_how_long_it_binds"),
        ("registry", "0002_at_home_and_checks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        (
                            "comment",
                            "concern",
                            "question",
                            "argument_for",
                            "argument_against",
                            "suggestion",
                            "testimony",
                        ),
                    )
                ),
                name="a_kind_that_exists",
            ),
        ),
    ]
