# SPDX-License-Identifier: AGPL-3.0-or-later
"""For how long a decision binds, by program: sent with the effects, told with them, refused with a pointer."""

import pytest

from tests.api.conftest import Program, problem
from tests.api.test_journey import WORDS
from tests.republic import Republic


def test_it_is_kept_with_the_effects_and_changes_with_them(republic: Republic) -> None:
    ana = Program(republic.ana)
    assert ana.send("POST", "/proposals", WORDS)["lasts"] == ""
    draft = ana.send("POST", "/proposals", {**WORDS, "lasts": "P6M"})
    here = f"/proposals/{draft['id']}"
    assert draft["lasts"] == "P6M" == ana.get(here)["lasts"]
    assert ana.send("PATCH", here, {"title": "A bench at the weir"})["lasts"] == "P6M"
    assert ana.send("PATCH", here, {"lasts": "2099-06-30"})["lasts"] == "2099-06-30"
    ana.send("POST", f"{here}/submit")
    assert ana.get(f"{here}/versions")["results"][0]["content"]["lasts"] == "2099-06-30"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"lasts": "2001-01-01"}, 422),
        ({"lasts": "2027-02-30"}, 422),
        ({"lasts": "P601M"}, 422),
        ({"lasts": "P6M", "binding": False}, 422),
        ({"lasts": "six months"}, 400),
        ({"lasts": "P0M"}, 400),
        ({"lasts": None}, 400),
        ({"lasts": 6}, 400),
    ],
)
def test_what_makes_no_sense_is_refused_where_it_stands(
    republic: Republic, sent: dict[str, object], status: int
) -> None:
    ana = Program(republic.ana)
    for path, body in (("/proposals", WORDS), ("/placements", {"matter": WORDS["matter"]})):
        assert "/lasts" in str(problem(ana("POST", path, {**body, **sent}), status))
    assert ana.get("/me/proposals")["results"] == []
