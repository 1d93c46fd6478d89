# SPDX-License-Identifier: AGPL-3.0-or-later
"""Effects say for how long a decision binds; what was raised before binds until it is decided otherwise."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0002_lists_in_order")]

    operations = [
        migrations.AddField(
            model_name="proposal",
            name="lasts",
            field=models.CharField(blank=True, default="", max_length=10),
        )
    ]
