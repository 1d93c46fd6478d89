# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is added to a network that lives: a place inside another, a matter, a means."""

from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext as _

from assemblies import clock
from assemblies.people.models import Person
from assemblies.record import operations as record
from assemblies.registry import queries
from assemblies.registry.models import Assembly, Means, Network
from assemblies.registry.operations import facilitating, founding, nestings
from assemblies.registry.operations.founding import Founding
from assemblies.registry.operations.nestings import BadNesting
from governance import events, powers
from governance.powers import Power
from governance.refusals import Refusal


class NotTop(Refusal):
    code: ClassVar[str] = "not_top"


MOST = 500
"""So many matters and so many means are plenty; a list nobody can read helps nobody."""


def add_place(
    *, parent: Assembly, by: Person, name: str, scale: int, population: int | None = None
) -> Assembly:
    """Found a place inside another, on both records; who adds it is its first facilitator.

    Raises NoPower, BadNesting where the scale is none of the narrower ones, the name is taken there, or people
    have their home seats in the parent itself.
    """
    with transaction.atomic():
        nestings.hold(parent.network_id)
        around = queries.assembly(parent.public_id)
        powers.require(Power.ADD_PLACE, queries.standing(by, around))
        if queries.children(around).filter(name__iexact=name).exists():
            raise BadNesting(
                _("There is a place called %(name)s in %(around)s already.")
                % {"name": name, "around": around.name},
                at="/name",
            )
        planned = Founding(name=name, scale=scale, parent=around, population=population)
        made = founding.found_assembly(network=around.network, founding=planned)
        facilitating.seat_first(person=by, rows=[made.pk])
    return made


def add_matter(*, assembly: Assembly, by: Person, path: str, name: str) -> None:
    """Add a matter to the network's tree, on the record of the assembly that holds the whole.

    Raises NoPower, NotTop for an assembly that lies in another, Refusal.
    """
    with transaction.atomic():
        top = _held(assembly, by)
        if len(top.network.matters) >= MOST:
            raise Refusal(_("That is more than can be taken at once."), code="too_many")
        if any(row["path"] == path for row in top.network.matters):
            raise Refusal(
                _("This matter is there already: %(path)s.") % {"path": path}, code="known_matter", at="/path"
            )
        kept = _in_order([*top.network.matters, {"path": path, "name": name}], path)
        Network.objects.filter(pk=top.network_id).update(matters=kept)
        event = events.MatterAdded(path=path, name=name, by=by.public_id)
        record.say(top, event, at=clock.now())


def _in_order(rows: list[dict[str, str]], path: str) -> list[dict[str, str]]:
    """The added row stands after the last of its branch, so that a list of them reads as a tree."""
    *before, added = rows
    branch = path.rpartition("/")[0]
    inside = [n for n, row in enumerate(before) if branch and f"{row['path']}/".startswith(f"{branch}/")]
    place = inside[-1] + 1 if inside else len(before)
    return [*before[:place], added, *before[place:]]


def add_means(
    *, assembly: Assembly, by: Person, code: str, name: str, unit: str, decimal_places: int
) -> Means:
    """Add a means that decisions can use up, on the record of the assembly that holds the whole.

    Raises NoPower, NotTop, Refusal. Assemblies hold none of it until they are allotted some.
    """
    with transaction.atomic():
        top = _held(assembly, by)
        known = queries.all_means(top.network)
        if len(known) >= MOST:
            raise Refusal(_("That is more than can be taken at once."), code="too_many")
        if code.casefold() in {other.casefold() for other in known}:
            raise Refusal(
                _("There is a means with the code %(code)s already.") % {"code": code},
                code="known_means",
                at="/code",
            )
        made = Means.objects.create(
            network=top.network, code=code, name=name, unit=unit, decimal_places=decimal_places
        )
        event = events.MeansAdded(
            means=code, name=name, unit=unit, decimal_places=decimal_places, by=by.public_id
        )
        record.say(top, event, at=clock.now())
    return made


def _held(assembly: Assembly, by: Person) -> Assembly:
    """The assembly that holds the whole network, for one of its facilitators, with the network kept from changing."""
    nestings.hold(assembly.network_id)
    here = queries.assembly(assembly.public_id)
    powers.require(Power.ADD_MATTERS, queries.standing(by, here))
    top = queries.top(here.network)
    if top is None or top.pk != here.pk:
        raise NotTop(_("Matters and means are added in the assembly that holds the whole network."))
    return here
