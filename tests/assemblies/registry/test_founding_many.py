# SPDX-License-Identifier: AGPL-3.0-or-later
"""Founding many at once: in any order, over several batches, with containment that a plain walk confirms."""

import pytest

from assemblies.record.models import Record, Said
from assemblies.registry import operations
from assemblies.registry.models import Assembly, Closure, Constituency, Network
from assemblies.registry.operations import founding
from assemblies.registry.operations.founding import Founding

pytestmark = pytest.mark.django_db


def empty() -> Network:
    scales = [{"name": name, "plural": name} for name in ("quarter", "town", "country")]
    return operations.found_network(name="N", host="n.invalid", scales=scales, recovery_public=b"\x01" * 32)


def walked() -> set[tuple[int, int]]:
    """Who contains whom, by following every edge from everyone."""
    edges = [(row.parent_id, row.pk) for row in Assembly.objects.exclude(parent=None)]
    edges += Constituency.objects.values_list("overlay_id", "constituent_id")
    found = {(row.pk, row.pk) for row in Assembly.objects.all()}
    while more := {(up, low) for up, down in edges for high, low in found if high == down} - found:
        found |= more
    return found


def kept() -> set[tuple[int, int]]:
    return set(Closure.objects.values_list("ancestor_id", "descendant_id"))


def test_children_may_come_first_and_batches_may_be_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(founding, "BATCH", 2)
    rows = [Founding(name=f"Q{k}", scale=0, ref=f"q{k}", parent=f"t{k % 2}") for k in range(5)]
    rows += [Founding(name=f"T{k}", scale=1, ref=f"t{k}", parent="c") for k in range(2)]
    rows += [Founding(name="C", scale=2, ref="c")]
    made = operations.found_many(network=empty(), foundings=rows)
    assert [row.name for row in made] == [row.name for row in rows]
    assert [row.place for row in made] == ["base"] * 5 + ["between"] * 2 + ["top"]
    assert [row.parent.name for row in made[:5] if row.parent] == ["T0", "T1", "T0", "T1", "T0"]
    assert kept() == walked() and len(kept()) == 5 * 3 + 2 * 2 + 1
    for row in Assembly.objects.select_related("public_record", "acts_record"):
        assert {row.public_record.assembly_ni, row.acts_record.assembly_ni} == {row.ni}
        assert row.charters.get().version == 1
    assert Record.objects.count() == Said.objects.count() == 16


def test_what_is_founded_later_is_joined_to_what_was_there() -> None:
    network = empty()
    first = [
        Founding(name="C", scale=2, ref="c"), Founding(name="T", scale=1, ref="t", parent="c"),
        Founding(name="A", scale=0, ref="a", parent="t"), Founding(name="B", scale=0, ref="b", parent="t"),
    ]  # fmt: skip
    _, town, one, _ = operations.found_many(network=network, foundings=first)
    later = [
        Founding(name="D", scale=0, ref="d", parent=town),
        Founding(name="O", scale=1, ref="o", overlay=True, constituents=[one, "d"]),
        Founding(name="P", scale=2, ref="p", overlay=True, constituents=["o", town]),
    ]
    operations.found_many(network=network, foundings=later)
    assert kept() == walked()
    over = Assembly.objects.get(name="P")
    assert {name for (name,) in over.contains.values_list("descendant__name")} == {
        "P",
        "O",
        "T",
        "A",
        "B",
        "D",
    }


def test_a_boundary_is_made_when_its_row_is_saved_and_read_anew_when_asked_for() -> None:
    made: list[str] = []

    def boundary() -> dict[str, object]:
        made.append("once")
        return {"type": "Point", "coordinates": [1, 2]}

    row = operations.found_assembly(network=empty(), founding=Founding(name="C", scale=2, boundary=boundary))
    assert made == ["once"] and "boundary" in row.get_deferred_fields()
    assert row.boundary == {"type": "Point", "coordinates": [1, 2]}


@pytest.mark.parametrize("parents", [("b", "a"), ("nowhere", None)])
def test_a_circle_and_a_parent_that_is_not_there_are_refused(parents: tuple[str, str | None]) -> None:
    rows = [Founding(name=ref, scale=1, ref=ref, parent=up) for ref, up in zip("ab", parents, strict=True)]
    network = empty()
    with pytest.raises(operations.BadNesting):
        operations.found_many(network=network, foundings=rows)
    assert not Assembly.objects.exists()
