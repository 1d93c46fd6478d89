# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import migrations, models

# Neither table holds anything that must outlive a crash, so neither is written ahead.
TABLES = """
ALTER TABLE people_pace SET UNLOGGED;
CREATE UNLOGGED TABLE shared_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX shared_cache_expires ON shared_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Pace",
            fields=[
                ("key", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("ends_at", models.DateTimeField()),
                ("taken", models.BigIntegerField()),
            ],
        ),
        migrations.RunSQL(TABLES, "DROP TABLE shared_cache"),
    ]
