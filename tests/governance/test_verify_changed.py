# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever is changed, added, taken away or swapped in an export is found."""

import json
import random
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance import canonical, exports, verify
from tests.governance import exporting
from tests.governance.exporting import refused, voted

JSON_FILES = tuple(name for name in exports.FILES if name.endswith(".json"))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(exports.FILES))
def test_any_changed_byte_is_found(seed: int, name: str) -> None:
    chance = random.Random(seed)
    files = voted().export()
    data = bytearray(files[name])
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    refused({**files, name: bytes(data)})


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(exports.FILES))
def test_any_added_or_removed_byte_is_found(seed: int, name: str) -> None:
    chance = random.Random(seed)
    files = voted(2, exporting.double()).export()
    data = bytearray(files[name])
    where = chance.randrange(len(data))
    if chance.random() < 0.5:
        del data[where]
    else:
        data.insert(where, chance.choice(b' \n\t0123456789,"}a'))
    refused({**files, name: bytes(data)})


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths to every part of a JSON value, itself aside."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, part in inner for found in ((*path, key), *places(part, (*path, key)))]


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(JSON_FILES))
def test_any_changed_removed_or_swapped_part_is_found(seed: int, name: str) -> None:
    chance = random.Random(seed)
    files = voted().export()
    value = json.loads(files[name])
    *path, last = chance.choice(places(value))
    holder = value
    for step in path:
        holder = holder[step]
    match chance.randrange(3):
        case 0:
            holder[last] = chance.choice([None, 0, 1, "", "x", [], {}, True, -1, "1/2", ["a"], {"a": 1}])
        case 1:
            del holder[last]
        case _ if isinstance(holder, list):
            holder.reverse()
        case _:
            holder["more"] = holder[last]
    altered = canonical.encode(value)
    if altered == without_earlier(files[name]):
        assert_says_nothing_of_an_earlier_checkpoint({**files, name: altered}, files)
    elif altered != files[name]:
        refused({**files, name: altered})


def without_earlier(record: bytes) -> bytes:
    """A record as it stands in an export where nobody kept an earlier checkpoint: that is no fault of it."""
    value = json.loads(record)
    return canonical.encode(value | {"before": None}) if "before" in value else b""


def assert_says_nothing_of_an_earlier_checkpoint(
    without: Mapping[str, bytes], whole: Mapping[str, bytes]
) -> None:
    said, more = list(verify.checks(without)), list(verify.checks(whole))
    assert (
        sum("an earlier checkpoint" in one for one in said)
        == sum("an earlier checkpoint" in one for one in more) - 1
    )


@pytest.mark.parametrize("name", [name for name in exports.FILES if name.startswith("records/")])
def test_an_earlier_checkpoint_that_was_not_kept_is_not_spoken_of(name: str) -> None:
    files = voted().export()
    assert_says_nothing_of_an_earlier_checkpoint({**files, name: without_earlier(files[name])}, files)


@pytest.mark.parametrize("name", exports.FILES)
def test_a_missing_file_is_found(name: str) -> None:
    files = voted().export()
    del files[name]
    assert name in refused(files)


def test_a_file_too_many_is_found() -> None:
    assert "extra.txt is extra" in refused({**voted().export(), "extra.txt": b""})
