# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0002_lists_in_order")]
    operations = [migrations.AddField("contribution", "erased_at", models.DateTimeField(null=True))]
