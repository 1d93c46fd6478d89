# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether what was thrown away at the close of a secret ballot has been given up by the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("voting", "0010_told"),
    ]

    operations = [
        migrations.AddField(
            model_name="ballot",
            name="swept",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name="ballot",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", False), ("secrecy", "secret"), ("swept", False)),
                fields=["closed_at"],
                name="ballots_to_sweep",
            ),
        ),
    ]
