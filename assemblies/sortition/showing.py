# SPDX-License-Identifier: AGPL-3.0-or-later
"""A draw as its page shows it: bars of chances by feature, quotas met, and names for those who may read them."""

from fractions import Fraction
from typing import Any

from assemblies import wording
from assemblies.people.models import Person
from assemblies.sortition import queries
from assemblies.sortition.models import DRAWN, FIXED, OPEN, SEARCHING, Draw
from governance import powers
from governance.powers import Power, Standing

MOST_ROWS = 40
LISTED = 300
"""So many chances a page lists, the least first; the file has them all."""


def of(draw: Draw, person: Person | None, standing: Standing) -> dict[str, Any]:
    """What the page of a draw is drawn from."""
    mine = queries.mine(draw, person)
    known = queries.chances(draw)
    line = sorted(known.items(), key=lambda pair: (pair[1], pair[0]))
    said = mine.features if mine else {}
    names = powers.holds(Power.READ_ACTS, standing)
    rows = list(draw.volunteers.exclude(answer="").select_related("person").order_by("number"))
    return {
        "draw": draw,
        "here": draw.assembly,
        "why": queries.why(draw),
        "mine": mine,
        "my_chance": percent(known[mine.number]) if mine and mine.number in known else "",
        "may_serve": powers.holds(Power.SERVE, standing) and draw.state == OPEN,
        "names": names,
        "asked": [(row, row.person.name if names else "") for row in rows],
        "would_serve": draw.volunteers.count() if draw.pool is None else len(draw.pool["people"]),
        "forward": [row.person.name for row in draw.volunteers.select_related("person")[:LISTED]] if names else (),
        "stated": [(n, row, said.get(row["feature"], "")) for n, row in enumerate(queries.stated(draw))],
        "features": [_feature(row, known) for row in queries.features(draw)] if known else (),
        "chances": [(number, chance, percent(chance)) for number, chance in line[:LISTED]],
        "more": max(0, len(known) - LISTED),
        "least": percent(min(known.values())) if known else "",
        "most": percent(max(known.values())) if known else "",
        "share": draw.done / draw.total if draw.total else 0,
        "under_way": draw.state in (SEARCHING, FIXED),
        "drawn": draw.state == DRAWN,
    }  # fmt: skip


def _feature(row: dict[str, Any], known: dict[str, Fraction]) -> dict[str, Any]:
    """A feature with the length of each bar: the mean chance of a category, on a scale from nothing to certainty."""
    categories = [
        {
            **one,
            "length": float(one["chance"] or 0),
            "percent": percent(one["chance"]) if one["people"] else "–",
        }
        for one in row["categories"]
    ]
    return {**row, "categories": categories}


def percent(chance: Fraction | None) -> str:
    """A chance for the eye, to a tenth of a percent."""
    tenths = int((chance or Fraction(0)) * 1000 + Fraction(1, 2))
    return wording.share(f"{tenths // 10}.{tenths % 10} %")
