# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a ballot came to that decided nothing is on the record."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("voting", "0008_franchises"),
    ]

    operations = [
        migrations.AddField(
            model_name="ballot",
            name="ended_entry",
            field=models.BigIntegerField(null=True),
        ),
    ]
