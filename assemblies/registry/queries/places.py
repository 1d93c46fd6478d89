# SPDX-License-Identifier: AGPL-3.0-or-later
"""Networks and assemblies: which there are, who contains whom, which charter holds, what they may spend."""

from collections.abc import Sequence
from fractions import Fraction
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import Http404

from assemblies import prepared
from assemblies.registry.models import Allotment, Assembly, Charter, Means, Network
from governance import charters


def network() -> Network | None:
    """The network this instance keeps; None before it is founded."""
    return Network.objects.order_by("pk").first()


ONE = prepared.Prepared(
    lambda: (
        Assembly.objects.select_related("network", "public_record", "acts_record")
        .defer("boundary")
        .filter(public_id=prepared.Given("public_id"))
    )
)


def assembly(public_id: str) -> Assembly:
    """One assembly by its public id, without its boundary. Raises Http404."""
    found = ONE.first(public_id=public_id)
    if found is None:
        raise Http404
    return found


def top(of: Network) -> Assembly | None:
    """The assembly that holds the whole network: the widest that lies in no other."""
    rows = Assembly.objects.filter(network=of, parent=None, overlay=False).defer("boundary")
    return rows.select_related("network", "public_record", "acts_record").order_by("-scale", "pk").first()


def holds_all() -> Assembly:
    """The assembly that holds the whole network of this instance. Raises Http404 before the founding."""
    of = network()
    found = top(of) if of else None
    if found is None:
        raise Http404
    return found


def assembly_by_row(pk: int) -> Assembly:
    """One assembly by its row, for what already knows it."""
    return Assembly.objects.select_related("network", "public_record", "acts_record").get(pk=pk)


def charter(here: Assembly) -> Charter:
    """The charter in force in an assembly."""
    return Charter.objects.filter(assembly=here).latest("version")


def rules(row: Charter) -> charters.Charter:
    """A kept charter as the law reads it."""
    return charters.read(row.rules)


def zone(here: Assembly) -> ZoneInfo:
    """The time zone of an assembly: its own, else its network's."""
    return ZoneInfo(here.own_time_zone or here.network.time_zone)


def containers(here: Assembly) -> list[Assembly]:
    """An assembly and all that contain it through home nestings, near to wide: the rings of the bowls."""
    chain = {a.pk: a for a in Assembly.objects.filter(contains__descendant=here, overlay=False)}
    path: list[Assembly] = []
    step: int | None = here.pk
    while step is not None and step in chain:
        path.append(chain[step])
        step = chain[step].parent_id
    return path or [here]


def overlays_of(here: Assembly) -> QuerySet[Assembly]:
    """The overlays that contain an assembly, itself excluded."""
    return (
        Assembly.objects.filter(contains__descendant=here, overlay=True)
        .exclude(pk=here.pk)
        .order_by("scale", "name")
    )


def children(here: Assembly) -> QuerySet[Assembly]:
    """Children by home nesting, or an overlay's constituents."""
    rows = (
        Assembly.objects.filter(sits_in__overlay=here)
        if here.overlay
        else Assembly.objects.filter(parent=here)
    )
    return rows.order_by("name")


def inside(here: Assembly) -> QuerySet[Assembly]:
    """All that an assembly holds through home nestings, itself and overlays left out; wide before near."""
    found = Assembly.objects.defer("boundary").filter(contained_in__ancestor=here, overlay=False)
    return found.exclude(pk=here.pk).order_by("-scale", "parent__name", "name")


def all_means(of: Network) -> dict[str, Means]:
    return {row.code: row for row in Means.objects.filter(network=of).order_by("name")}


def allotments(here: Assembly) -> QuerySet[Allotment]:
    return Allotment.objects.filter(assembly=here).select_related("means").order_by("means__name")


def network_rules(of: Network) -> charters.Charter:
    """What the network's top assembly has in its charter: some of its numbers hold for every place."""
    tops = Charter.objects.filter(assembly__network=of, assembly__parent=None, assembly__overlay=False)
    held = tops.order_by("-assembly__scale", "assembly_id", "-version").first()
    return rules(held) if held else charters.Charter()


def theta_delta(of: Network) -> tuple[Fraction, Fraction]:
    """The network's shares for containment and spill-over, from its top assembly's charter."""
    held = network_rules(of)
    return Fraction(held.theta), Fraction(held.delta)


def names(public_ids: Sequence[str]) -> dict[str, Assembly]:
    """Assemblies by public id, for pages that show a placement."""
    return {
        a.public_id: a for a in Assembly.objects.filter(public_id__in=public_ids).select_related("network")
    }
