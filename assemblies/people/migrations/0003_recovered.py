# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a letter last gave an account a new password."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_pace_and_shared_cache"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="recovered_at",
            field=models.DateTimeField(null=True),
        ),
    ]
