# SPDX-License-Identifier: AGPL-3.0-or-later
"""Until when a home seat had to begin, where a charter asks for some days before the opening."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("voting", "0004_secret_ballots"),
    ]

    operations = [
        migrations.AddField(
            model_name="ballot",
            name="seated_by",
            field=models.DateTimeField(null=True),
        ),
    ]
