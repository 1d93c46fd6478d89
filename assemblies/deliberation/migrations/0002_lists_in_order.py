# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0001_initial")]
    operations = [
        migrations.AddIndex(
            "contribution",
            models.Index(fields=["proposal", "-id"], condition=Q(reply_to=None), name="talk_latest"),
        ),
    ]
