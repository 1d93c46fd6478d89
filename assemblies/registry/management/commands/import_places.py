# SPDX-License-Identifier: AGPL-3.0-or-later
"""Import places from GeoJSON and CSV files into the network this instance keeps."""

from argparse import RawDescriptionHelpFormatter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError, transaction

from assemblies.people import queries as people
from assemblies.people.models import Person
from assemblies.registry import queries
from assemblies.registry.importing import columns, gather, operations, peopling, places, plan, report
from assemblies.registry.models import Network
from governance.refusals import Refusal

EXAMPLE = """
  manage.py import_places city=city.geojson district=districts.geojson quarter=quarters.csv --dry-run

A place is known again by its code, so files may be imported again after a change. Say --dry-run first.
docs/import-places.md has the whole of it.
"""

ASKED = (
    "{} places have nobody who could invite people to live in them. Whom should they begin with?\n"
    "  Say the same again with --facilitator EMAIL, the address of somebody with an account here."
)


class Command(BaseCommand):
    help = "Import places from GeoJSON and CSV: all of the files, or nothing."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        kwargs |= {"formatter_class": RawDescriptionHelpFormatter, "epilog": EXAMPLE}
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        told = "a file, with the scale of its places where it has one"
        parser.add_argument("files", nargs="+", metavar="[SCALE=]FILE", help=told)
        self.add_columns(parser)
        self.add_settlements(parser)
        add = parser.add_argument
        told = "who facilitates the places where nobody lives and nobody facilitates yet: invites people, to begin with"
        add("--facilitator", default="", metavar="EMAIL", help=told)
        add("--encoding", default="utf-8", help="of the files (default: utf-8)")
        add("--dry-run", action="store_true", help="change nothing, only report")

    def add_columns(self, parser: CommandParser) -> None:
        """Where in the files it says what."""
        add = parser.add_argument
        for what in ("code", "name", "population", "parent"):
            told = (
                f"the property that is the {what}, or a pattern such as 'A{{ID}}'; for one scale or for all"
            )
            add(f"--{what}", action="append", default=[], metavar="[SCALE=]PROPERTY", help=told)
        add(
            "--scale",
            default="",
            metavar="PROPERTY",
            help="the property that names the scale, in files of several",
        )

    def add_settlements(self, parser: CommandParser) -> None:
        """What is settled here where the files leave it open."""
        add = parser.add_argument
        told = "settle where one place lies, by codes"
        add("--parent-of", action="append", default=[], metavar="CODE=PARENT", help=told)
        told = "the population of each place of a scale that has none"
        add("--population-of", action="append", default=[], metavar="SCALE=N", help=told)
        told = "share a place's population out to the base places in it that have none (default: none)"
        add("--population-fallback", choices=peopling.FALLBACKS, default="none", help=told)
        add("--keep-nesting", action="store_true", help="leave places where they are in the network")
        add(
            "--plane", action="store_true", help="coordinates are no degrees: use boundaries for nesting only"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        of = queries.network()
        if of is None:
            raise CommandError("There is no network here yet: found it first.")
        try:
            self._import(of, options)
        except Refusal as refusal:
            raise CommandError(f"Nothing was imported.\n{refusal.sentence}") from None
        except IntegrityError:
            raise CommandError("Nothing was imported: the network changed meanwhile. Say it again.") from None

    def _import(self, of: Network, options: Mapping[str, Any]) -> None:
        scales = [str(scale["name"]) for scale in of.scales]
        rows = gather.rows(
            [_source(typed, scales) for typed in options["files"]],
            _asked(options, scales),
            scales,
            encoding=options["encoding"],
            plane=options["plane"],
        )
        self.stdout.write(f"{len(rows)} places read; nesting them …")
        wishes, facilitator = _wishes(options, scales), _facilitator(options["facilitator"])
        seated, left = 0, 0
        with transaction.atomic():
            by_boundary = any(row.boundary is not None for row in rows)
            planned = plan.plan(rows, scales, operations.known(of, boundaries=by_boundary), wishes)
            if not options["dry_run"]:
                new, changed = len(planned.made()), len(planned.amended())
                self.stdout.write(f"Founding {new} places and amending {changed} …")
                seated, left = operations.carry_out(of, planned, plane=wishes.plane, facilitator=facilitator)
        self.stdout.write(report.text(planned, fallback=wishes.fallback, done=not options["dry_run"]))
        if seated:
            self.stdout.write(f"{options['facilitator']} facilitates {seated} of these places from now on.")
        if left or (options["dry_run"] and planned.made() and facilitator is None):
            self.stdout.write(ASKED.format("These" if options["dry_run"] else f"{left} of these"))


def scale_number(typed: str, scales: Sequence[str]) -> int:
    """The number of a scale by its name. Raises CommandError."""
    names = [scale.casefold() for scale in scales]
    if typed.strip().casefold() not in names:
        raise CommandError(
            f"There is no scale {typed} in this network; narrow to wide there are {', '.join(scales)}."
        )
    return names.index(typed.strip().casefold())


def _source(typed: str, scales: Sequence[str]) -> gather.Source:
    before, mark, after = typed.partition("=")
    if mark and (before.casefold() in [s.casefold() for s in scales] or not Path(typed).exists()):
        return gather.Source(Path(after), scale_number(before, scales))
    return gather.Source(Path(typed))


def _asked(options: Mapping[str, Any], scales: Sequence[str]) -> columns.Asked:
    by_what = {what: _by_scale(options[what], scales) for what in columns.VALUES}
    return columns.Asked(**by_what, scale={None: options["scale"]} if options["scale"] else {})


def _facilitator(email: str) -> Person | None:
    """Who signs in with an address; None where none is given. Raises CommandError."""
    found = people.person_by_email(email) if email else None
    if email and (found is None or not found.is_active):
        raise CommandError(f"Nothing was imported: nobody signs in here with {email}.")
    return found


def _by_scale(given: Sequence[str], scales: Sequence[str]) -> dict[int | None, str]:
    found: dict[int | None, str] = {}
    for typed in given:
        before, mark, after = typed.partition("=")
        if mark and before.casefold() in [scale.casefold() for scale in scales]:
            found[scale_number(before, scales)] = after
        else:
            found[None] = typed
    return found


def _wishes(options: Mapping[str, Any], scales: Sequence[str]) -> places.Wishes:
    people = {}
    for scale, number in _pairs(options["population_of"], "--population-of"):
        counted = columns.population(number)
        if counted is None:
            raise CommandError("--population-of takes a whole number of people.")
        people[scale_number(scale, scales)] = counted
    return places.Wishes(
        settled=dict(_pairs(options["parent_of"], "--parent-of")),
        people=people,
        fallback=options["population_fallback"],
        plane=options["plane"],
        keep_nesting=options["keep_nesting"],
    )


def _pairs(given: Sequence[str], option: str) -> list[tuple[str, str]]:
    pairs = [typed.partition("=") for typed in given]
    wrong = [before for before, mark, after in pairs if not (before and mark and after)]
    if wrong:
        raise CommandError(f"{option} takes two words with = between them.")
    return [(before, after) for before, _mark, after in pairs]
