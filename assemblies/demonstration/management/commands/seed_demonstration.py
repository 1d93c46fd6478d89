# SPDX-License-Identifier: AGPL-3.0-or-later
"""`manage.py seed_demonstration`: fill an empty instance with the demonstration network."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assemblies.demonstration import operations
from governance.refusals import Refusal


class Command(BaseCommand):
    help = "Fill an empty instance with the invented demonstration network. Refused where a network exists."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=Path(settings.BASE_DIR) / "demonstration")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            network = operations.seed(folder=options["folder"], progress=self._say)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self._say(f"The demonstration network “{network.name}” is ready.")

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
