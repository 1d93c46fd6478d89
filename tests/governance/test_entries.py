# SPDX-License-Identifier: AGPL-3.0-or-later
"""An entry says in clear what is public, and names a person by salted digests only."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from governance import canonical, entries
from governance.refusals import Refusal

ASSEMBLY = "ni:///sha-256;" + "A" * 43
AT = "2026-11-22T12:00:00.123456Z"
SALTS = {"who": b"1" * 32, "choice": b"2" * 32}


def vote(choice: str = "yes") -> bytes:
    return entries.seal("VoteCast", AT, ASSEMBLY, {"ballot": "b"}, {"who": "ann", "choice": choice}, SALTS)


def test_an_entry_holds_digests_and_never_the_private_values() -> None:
    leaf = vote()
    assert b"ann" not in leaf and b"yes" not in leaf
    found = canonical.decode_exact(leaf)
    assert set(found) == {"type", "at", "assembly", "facts", "sealed"}
    assert found["facts"] == {"ballot": "b"}
    assert set(found["sealed"]) == {"who", "choice"}


def test_members_that_would_be_empty_are_left_out() -> None:
    assert set(canonical.decode_exact(entries.seal("X", AT, ASSEMBLY, {}, {}, {}))) == {
        "type",
        "at",
        "assembly",
    }


def test_a_seal_opens_with_its_own_value_and_salt_only() -> None:
    leaf = vote()
    assert entries.opens(leaf, "choice", "yes", SALTS["choice"])
    assert not entries.opens(leaf, "choice", "no", SALTS["choice"])
    assert not entries.opens(leaf, "choice", "yes", SALTS["who"])
    assert not entries.opens(leaf, "choice", "yes", b"")
    assert not entries.opens(leaf, "ballot", "b", SALTS["who"])


def test_equal_values_under_other_salts_do_not_look_alike() -> None:
    found = canonical.decode_exact(entries.seal("X", AT, ASSEMBLY, {}, {"who": "a", "choice": "a"}, SALTS))
    assert found["sealed"]["who"] != found["sealed"]["choice"]


@pytest.mark.parametrize("salts", [{}, {"who": b"1" * 32}, {**SALTS, "more": b"3" * 32}])
def test_a_private_value_without_its_salt_is_a_mistake(salts: dict[str, bytes]) -> None:
    with pytest.raises(ValueError):
        entries.seal("VoteCast", AT, ASSEMBLY, {}, {"who": "ann", "choice": "yes"}, salts)


def test_a_value_is_not_said_in_clear_and_sealed() -> None:
    with pytest.raises(ValueError):
        entries.seal("X", AT, ASSEMBLY, {"who": "ann"}, {"who": "ann"}, {"who": b"1" * 32})


@pytest.mark.parametrize(
    ("at", "assembly"),
    [
        ("2026-11-22T12:00:00+00:00", ASSEMBLY),
        ("2026-13-22T12:00:00Z", ASSEMBLY),
        ("now", ASSEMBLY),
        (AT, "Ashby"),
    ],
)
def test_an_entry_without_an_instant_or_an_assembly_is_refused(at: str, assembly: str) -> None:
    with pytest.raises(entries.BadEntry):
        entries.seal("X", at, assembly, {}, {}, {})


def test_an_entry_is_at_most_32_kib_long() -> None:
    with pytest.raises(Refusal) as caught:
        entries.seal("X", AT, ASSEMBLY, {"text": "a" * entries.LONGEST}, {}, {})
    assert caught.value.name == "entry_too_long"


def test_an_instant_is_utc_whatever_the_zone() -> None:
    there = datetime(2026, 11, 22, 13, tzinfo=timezone(timedelta(hours=1)))
    assert entries.instant(there) == "2026-11-22T12:00:00.000000Z"
    assert entries.moment(entries.instant(there)) == datetime(2026, 11, 22, 12, tzinfo=UTC)
    with pytest.raises(ValueError, match="time zone"):
        entries.instant(datetime(2026, 11, 22))


def test_the_name_of_an_entry_is_that_of_its_bytes() -> None:
    assert entries.name_of(vote()) == canonical.ni(vote()) != entries.name_of(vote("no"))


@pytest.mark.parametrize(
    "more",
    [
        {"note": "x"},
        {"type": ""},
        {"sealed": {"who": "not a digest"}},
        {"facts": {"text": "a" * entries.LONGEST}},
    ],
)
def test_what_is_no_entry_is_not_read(more: dict[str, Any]) -> None:
    plain = {"type": "X", "at": AT, "assembly": ASSEMBLY}
    assert entries.read(canonical.encode(plain)).type == "X"
    with pytest.raises(entries.BadEntry):
        entries.read(canonical.encode({**plain, **more}))


def test_an_entry_of_just_the_most_bytes_is_taken() -> None:
    empty = len(entries.seal("X", AT, ASSEMBLY, {"text": ""}, {}, {}))
    full = entries.seal("X", AT, ASSEMBLY, {"text": "a" * (entries.LONGEST - empty)}, {}, {})
    assert len(full) == entries.LONGEST and entries.read(full).facts["text"]
    with pytest.raises(entries.BadEntry):
        entries.seal("X", AT, ASSEMBLY, {"text": "a" * (entries.LONGEST - empty + 1)}, {}, {})
