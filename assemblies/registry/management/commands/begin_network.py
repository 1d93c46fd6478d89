# SPDX-License-Identifier: AGPL-3.0-or-later
"""Print the one-time link by which the first facilitator of an empty instance founds its network."""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from assemblies.registry import operations, queries


class Command(BaseCommand):
    help = "Make the one-time link for the first facilitator and print it. Earlier unused links stop working."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--at", default=_reached(), help="where it is reached, https://valley.example say"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if queries.network() is not None:
            raise CommandError("This instance keeps a network already.")
        link = reverse("founding", args=[operations.begin_network()])
        self.stdout.write("Found your network here. The link works once:")
        self.stdout.write(options["at"].rstrip("/") + link)


def _reached() -> str:
    """Where the founder's browser reaches it: behind a proxy that ends TLS by its public name, else where `up` listens."""
    if settings.PUBLIC_HOST and settings.SECURE_SSL_REDIRECT:
        return f"https://{settings.PUBLIC_HOST}"
    return os.environ.get("NESTED_URL", "")
