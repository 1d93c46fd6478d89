# SPDX-License-Identifier: AGPL-3.0-or-later
"""Erase, by order of a court say, who somebody is on a ballot that has closed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.http import Http404

from assemblies.people import queries as people
from assemblies.people.models import Person
from assemblies.voting import operations, queries
from governance.refusals import Refusal


class Command(BaseCommand):
    help = (
        "Erase who these people are on a ballot that has closed. Their votes stay in the count as nobody's; the record"
        " says that it was done, and that the count cannot be repeated any more. It cannot be undone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ballot", help="the ballot's id")
        parser.add_argument("people", nargs="+", help="e-mail addresses or ids of accounts")
        parser.add_argument(
            "--because", required=True, help="why, for the record; only its digest stands there"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            ballot = queries.ballot(options["ballot"])
            of = [_person(named) for named in options["people"]]
            number = operations.erase_votes(ballot=ballot, of=of, because=options["because"])
        except Http404:
            raise CommandError("There is no ballot, or no account, of this name.") from None
        except Refusal as no:
            raise CommandError(no.sentence) from None
        self.stdout.write(
            f"Erased in the record of {ballot.assembly.name}: {number}. Backups keep what they had."
        )


def _person(named: str) -> Person:
    found = people.person_by_email(named) if "@" in named else None
    return found or people.person(named)
