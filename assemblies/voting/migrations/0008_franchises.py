# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who votes on a ballot, and what a delegate was told to answer."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0004_words_that_exist"),
        ("registry", "0002_at_home_and_checks"),
        ("voting", "0007_taken_by_hand"),
    ]

    operations = [
        migrations.AddField(
            model_name="ballot",
            name="franchise",
            field=models.CharField(
                choices=[("people", "people"), ("delegates", "delegates"), ("assemblies", "assemblies")],
                db_default="people",
                default="people",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="vote",
            name="mandate",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.CheckConstraint(
                condition=models.Q(("franchise__in", ("people", "delegates", "assemblies"))),
                name="a_franchise_that_exists",
            ),
        ),
    ]
