# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lotteries read from plain data: what is published of a draw, and what anyone can repeat from it."""

from typing import Any

from governance import documents
from governance.sortition import (
    MOST_CATEGORIES,
    MOST_FEATURES,
    MOST_PEOPLE,
    ROOT,
    BadDraw,
    Lottery,
    Pool,
    Quotas,
    chances,
    check,
    drawn,
    quotas,
    replaced,
    seed,
    ticket,
)


def repeat(payload: object) -> dict[str, Any]:
    """What the shell's `sortition` answers of a published draw: {"lottery", "root"?, "declined"?}. Raises Refusal.

    Out: digest, chances (id → "a/b"); with a root also seed (hexadecimal), ticket and panel, and, where somebody
    declined, `now`, who sits after that.
    """
    asked = documents.record(payload, "", ("lottery",), ("root", "declined"))
    given = read(asked["lottery"], "/lottery")
    check(given)
    answer: dict[str, Any] = {
        "digest": given.digest(),
        "chances": {one: str(chance) for one, chance in chances(given).items()},
    }
    if asked.get("root") is None:
        return answer
    root = documents.text(asked["root"], "/root")
    if not ROOT.fullmatch(root):
        raise BadDraw("A root is 64 hexadecimal digits.", at="/root")
    found = seed(answer["digest"], root)
    answer |= {"seed": found.hex(), "ticket": ticket(found), "panel": list(drawn(given, found))}
    declined = [
        documents.text(one, at) for one, at in documents.rows(asked.get("declined") or [], "/declined")
    ]
    return answer | {"now": list(replaced(given, found, declined))}


def read(value: object, at: str) -> Lottery:
    """A lottery from plain data. Whether it is one, `check` says. Raises Refusal with a pointer."""
    row = documents.record(value, at, ("places", "quotas", "people", "panels"))
    pool = read_pool({name: row[name] for name in ("places", "quotas", "people")}, at)
    panels: list[tuple[tuple[str, ...], int]] = []
    for item, here in documents.rows(row["panels"], at + "/panels"):
        panel = documents.record(item, here, ("people", "tickets"))
        people = [documents.text(one, p) for one, p in documents.rows(panel["people"], here + "/people")]
        if not set(people) <= set(pool.people):
            raise BadDraw("A panel is made of people of the pool.", at=here + "/people")
        panels.append((tuple(people), documents.whole(panel["tickets"], here + "/tickets")))
    return Lottery(pool, panels)


def read_pool(value: object, at: str) -> Pool:
    """Places, quotas and people from plain data; everyone has one category of every feature. Raises Refusal."""
    row = documents.record(value, at, ("places", "quotas", "people"))
    asked = read_quotas(row["quotas"], at + "/quotas")
    places = documents.whole(row["places"], at + "/places")
    quotas(places, asked)
    people: dict[str, dict[str, str]] = {}
    for item, here in documents.rows(row["people"], at + "/people"):
        person = documents.record(item, here, ("id", "features"))
        id = documents.text(person["id"], here + "/id")
        if id in people:
            raise BadDraw("{id} stands twice.", code="repeated", at=here + "/id", id=id)
        people[id] = read_features(person["features"], here + "/features", asked)
    if len(people) > MOST_PEOPLE:
        raise BadDraw("A draw is made from at most {most} people.", at=at + "/people", most=MOST_PEOPLE)
    return Pool(places, asked, people)


def read_features(value: object, at: str, asked: Quotas) -> dict[str, str]:
    """One category of each feature that is asked for, and of no other. Raises Refusal with a pointer."""
    row = documents.record(value, at, tuple(asked))
    for feature, held in asked.items():
        if row[feature] not in tuple(held):
            here = at + documents.pointer(feature)
            raise BadDraw(
                "Choose one of these for “{feature}”.", code="no_such_category", at=here, feature=feature
            )
    return {feature: str(row[feature]) for feature in asked}


def read_quotas(value: object, at: str) -> dict[str, dict[str, tuple[int, int]]]:
    """Quotas from [{"feature", "categories": [{"name", "min", "max"}]}]. Raises Refusal with a pointer."""
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for item, here in documents.rows(value, at):
        row = documents.record(item, here, ("feature", "categories"))
        feature = documents.text(row["feature"], here + "/feature")
        if feature in found:
            raise BadDraw("{id} stands twice.", code="repeated", at=here + "/feature", id=feature)
        found[feature] = _categories(row["categories"], here + "/categories")
    if len(found) > MOST_FEATURES:
        raise BadDraw("There may be {most} features.", code="too_many_features", at=at, most=MOST_FEATURES)
    return found


def _categories(value: object, at: str) -> dict[str, tuple[int, int]]:
    held: dict[str, tuple[int, int]] = {}
    for item, here in documents.rows(value, at):
        row = documents.record(item, here, ("name", "min", "max"))
        name = documents.text(row["name"], here + "/name")
        if name in held:
            raise BadDraw("{id} stands twice.", code="repeated", at=here + "/name", id=name)
        least, most = (documents.whole(row[bound], f"{here}/{bound}") for bound in ("min", "max"))
        held[name] = (least, most)
    if not 1 <= len(held) <= MOST_CATEGORIES:
        sentence = "A feature has from 1 to {most} categories."
        raise BadDraw(sentence, code="categories", at=at, most=MOST_CATEGORIES)
    return held
