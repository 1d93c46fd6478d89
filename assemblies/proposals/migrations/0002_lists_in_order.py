# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("proposals", "0001_initial")]
    operations = [
        migrations.AddIndex(
            "proposal",
            models.Index(
                fields=["assembly", "-moved_at", "-public_id"],
                include=["stage"],
                condition=Q(submitted_at__isnull=False),
                name="proposals_in_order",
            ),
        ),
        migrations.AddIndex(
            "hearing",
            models.Index(
                fields=["assembly", "stage", "stage_at"], condition=Q(ended_at=None), name="hearings_here"
            ),
        ),
        migrations.AddIndex(
            "hearing",
            models.Index(
                fields=["assembly", "-stage_at"],
                condition=Q(stage__in=["devolved", "escalated", "referred"]) | Q(number__gt=1),
                name="hearings_on_the_way",
            ),
        ),
    ]
