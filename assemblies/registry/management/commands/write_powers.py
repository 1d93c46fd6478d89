# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write docs/powers.md from the law's table of powers."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from assemblies.registry import table


class Command(BaseCommand):
    help = "Write docs/powers.md from the table of powers in governance/powers.py."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "powers.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(table.markdown())
        self.stdout.write(f"{path.relative_to(settings.BASE_DIR)} is written.")
