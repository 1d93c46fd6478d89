# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading draws: who stands, who lives where, what anyone can repeat, and how the chances lie."""

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from assemblies import wording
from assemblies.people.models import Person
from assemblies.registry import queries as registry
from assemblies.registry.models import Assembly, Closure
from assemblies.sortition.models import ACCEPTED, ASKED, DECLINED, DRAWN, FIXED, SEARCHING, Draw, Volunteer
from governance import lotteries, sortition
from governance.refusals import Refusal

HERE = ("assembly__network", "assembly__public_record", "assembly__acts_record")


def draw(public_id: str) -> Draw:
    """One draw by its public id. Raises Http404."""
    found = Draw.objects.select_related(*HERE, "made_by").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def of_assembly(here: Assembly) -> QuerySet[Draw]:
    """An assembly's draws, the newest first."""
    return Draw.objects.filter(assembly=here).select_related(*HERE, "made_by").order_by("-pk")


def asked_of(person: Person) -> QuerySet[Volunteer]:
    """Places that a person was drawn for and has not answered yet."""
    return Volunteer.objects.filter(person=person, answer=ASKED).select_related("draw__assembly")


def places_of(here: Assembly) -> dict[str, str]:
    """Public id of each place inside → its name, told apart where two have the same."""
    found: dict[str, str] = {}
    for child in registry.children(here):
        name = child.name
        found[child.public_id] = name if name not in found.values() else f"{name} ({child.public_id[:5]})"
    return found


def suggested(here: Assembly, places: int) -> dict[str, tuple[str, int, int]]:
    """Public id of each place inside → its name, and least and most by how many people are at home there."""
    named = places_of(here)
    rows = {child.public_id: child.pk for child in registry.children(here)}
    people = registry.people_by_child(here)
    sizes = {one: people.get(rows[one], 0) for one in named}
    found = sortition.proportional(places, sizes)
    return {one: (named[one], *found[one]) for one in named}


def place_of(draw: Draw, person: Person) -> str | None:
    """The category of the place where a person lives, "" where places have no quotas; None for who lives elsewhere."""
    seat = registry.people_of_cover(draw.assembly).filter(person=person, person__is_active=True).first()
    if seat is None:
        return None
    if not draw.by_place:
        return ""
    inside = Closure.objects.filter(descendant=seat.assembly_id, ancestor__public_id__in=draw.by_place)
    found = inside.order_by("ancestor__name").values_list("ancestor__public_id", flat=True).first()
    return draw.by_place[found] if found else None


def stated(draw: Draw) -> list[dict[str, Any]]:
    """The features that people state of themselves: all but the place, which is known."""
    rows: list[dict[str, Any]] = draw.quotas[1:] if draw.by_place else draw.quotas
    return rows


def fitting(draw: Draw, asked: sortition.Quotas, given: Mapping[str, str], home: str) -> dict[str, str]:
    """One category of each feature, that of the place from where one lives. Raises sortition.BadDraw."""
    own = {**given, draw.quotas[0]["feature"]: home} if draw.by_place else dict(given)
    read: dict[str, str] = lotteries.read_features(own, "/features", asked)
    return read


def still_living(draw: Draw) -> QuerySet[Volunteer]:
    """Volunteers who are at home in the cover now, and not suspended."""
    homes = registry.people_of_cover(draw.assembly).values("person")
    return draw.volunteers.filter(person__in=homes, person__is_active=True).select_related("person")


def published(draw: Draw) -> dict[str, Any]:
    """What anyone repeats the draw from: what the shell's `sortition` takes. Raises Http404 before it is fixed."""
    if draw.lottery is None:
        raise Http404
    found: dict[str, Any] = {"lottery": draw.lottery}
    return found | ({"root": draw.root, "declined": declined(draw)} if draw.root else {})


def declined(draw: Draw) -> list[str]:
    """The numbers of those who declined, in that order."""
    rows = draw.volunteers.filter(answer=DECLINED).order_by("declined_as")
    return [str(number) for number in rows.values_list("number", flat=True)]


def panel(draw: Draw) -> sortition.Panel:
    """The numbers of those who are drawn now, after all who declined."""
    lottery = lotteries.read(draw.lottery, "")
    return sortition.replaced(lottery, sortition.seed(draw.digest, draw.root), declined(draw))


@lru_cache(maxsize=64)
def _chances(digest: str, pk: int) -> dict[str, Fraction]:
    return sortition.chances(lotteries.read(Draw.objects.get(pk=pk).lottery, ""))


def chances(draw: Draw) -> dict[str, Fraction]:
    """Number → chance, exactly. Worked out once a process: a lottery that is fixed does not change."""
    return _chances(draw.digest, draw.pk) if draw.lottery else {}


def features(draw: Draw) -> list[dict[str, Any]]:
    """For each feature its categories: how many would serve, their mean chance, how many are drawn, and the quota."""
    people = (draw.pool or {}).get("people", ())
    known, drawn = chances(draw), set(panel(draw)) if draw.state == DRAWN else set()
    found = []
    for row in draw.quotas:
        there: dict[str, list[str]] = {one["name"]: [] for one in row["categories"]}
        for person in people:
            there[person["features"][row["feature"]]].append(person["id"])
        categories = [_category(one, there[one["name"]], known, drawn) for one in row["categories"]]
        found.append({"feature": row["feature"], "categories": categories})
    return found


def _category(
    one: Mapping[str, Any], there: list[str], known: Mapping[str, Fraction], drawn: set[str]
) -> dict[str, Any]:
    mean = sum((known[p] for p in there), Fraction(0)) / len(there) if there and known else None
    held = sum(p in drawn for p in there)
    met = one["min"] <= held <= one["max"]
    return {**one, "people": len(there), "chance": mean, "drawn": held, "met": met}


def why(draw: Draw) -> str:
    """Why nobody was drawn, in the language of the reader; empty where there is no such reason."""
    if not draw.refusal:
        return ""
    no = Refusal(draw.refusal["sentence"], code=draw.refusal["code"], **draw.refusal["facts"])
    return wording.refusal(no)


def running(here: Assembly) -> QuerySet[Draw]:
    """Draws of an assembly that somebody still waits for: open, being looked for, or with places not answered."""
    live = Q(state__in=["open", SEARCHING, FIXED]) | Q(volunteers__answer=ASKED)
    return of_assembly(here).filter(live).distinct()


def mine(draw: Draw, person: Person | None) -> Volunteer | None:
    """What a person said in a draw."""
    return draw.volunteers.filter(person=person).first() if person else None


def seated(draw: Draw) -> int:
    """How many of the places were accepted."""
    return draw.volunteers.filter(answer=ACCEPTED).count()
