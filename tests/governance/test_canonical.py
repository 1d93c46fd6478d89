# SPDX-License-Identifier: AGPL-3.0-or-later
"""One value has one text, and what has none is refused with a pointer."""

import hashlib
import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from governance import canonical
from governance.canonical import BadValue
from tests.governance.conformance import vectors

WHOLE = st.integers(-canonical.LARGEST, canonical.LARGEST)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | WHOLE | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_the_bytes_are_those_of_another_implementation(value: Any) -> None:
    assert canonical.encode(value) == rfc8785.dumps(value)


@given(VALUES)
def test_what_is_written_is_read_again(value: Any) -> None:
    assert canonical.decode_exact(canonical.encode(value)) == value


@given(VALUES)
def test_any_spelling_of_a_value_has_the_same_canonical_bytes(value: Any) -> None:
    spelled = json.dumps(value, indent=3, ensure_ascii=True).encode()
    assert canonical.encode(canonical.decode(spelled)) == canonical.encode(value)


def test_the_published_vectors_without_floats_come_out_byte_for_byte() -> None:
    tried = 0
    for path in vectors("jcs-rfc8785", "input/*.json"):
        text = path.read_bytes()
        if path.stem in ("values", "structures"):
            with pytest.raises(BadValue) as caught:
                canonical.decode(text)
            assert caught.value.name == "float"
            continue
        expected = (path.parents[1] / "output" / path.name).read_bytes()
        assert canonical.encode(canonical.decode(text)) == expected.rstrip(b"\n")
        tried += 1
    assert tried == 4


def test_keys_are_sorted_by_utf_16_and_text_is_escaped_least() -> None:
    value = {"\U0001f602": 1, "\ufb33": 2, "\r": '\u0000\u007f\u20ac"\\\b/', "1": [None, True, False, -0]}
    expected = '{"\\r":"\\u0000\u007f€\\"\\\\\\b/","1":[null,true,false,0],"\U0001f602":1,"\ufb33":2}'
    assert canonical.encode(value) == expected.encode()


@pytest.mark.parametrize(
    ("text", "code", "at"),
    [
        (b'{"a": {"b": 1, "b": 1}}', "duplicate_key", "/a"),
        (b'{"a": [1, 2.0]}', "float", "/a/1"),
        (b'{"a/~b": 1e3}', "float", "/a~1~0b"),
        (b'{"a": NaN}', "not_a_number", "/a"),
        (b"[-Infinity]", "not_a_number", "/0"),
        (b"[9007199254740992]", "number_too_large", "/0"),
        (b"[-9007199254740992]", "number_too_large", "/0"),
        (b"[" + b"9" * 6000 + b"]", "number_too_large", "/0"),
        (b'["\\ud800"]', "lone_surrogate", "/0"),
        (b'{"\\udc00": 1}', "lone_surrogate", ""),
        (b'"\xff"', "bad_json", ""),
        (b"\xef\xbb\xbf1", "bad_json", ""),
        (b"", "bad_json", ""),
        (b"1 2", "bad_json", ""),
        (b"[" * 17 + b"]" * 17, "too_deep", "/0" * 16),
        (b"[" * 100_000 + b"]" * 100_000, "too_deep", ""),
    ],
)
def test_what_is_not_strict_json_is_refused_with_a_pointer(text: bytes, code: str, at: str) -> None:
    with pytest.raises(BadValue) as caught:
        canonical.decode(text)
    assert (caught.value.name, caught.value.at) == (code, at)


@pytest.mark.parametrize(
    ("value", "code", "at"),
    [
        ({"a": 1.0}, "float", "/a"),
        ([2**53], "number_too_large", "/0"),
        (["\ud800"], "lone_surrogate", "/0"),
        ({"a": b"bytes"}, "bad_json", "/a"),
        ({1: 2}, "bad_json", ""),
    ],
)
def test_what_has_no_canonical_text_is_refused(value: Any, code: str, at: str) -> None:
    with pytest.raises(BadValue) as caught:
        canonical.encode(value)
    assert (caught.value.name, caught.value.at) == (code, at)


def test_sixteen_deep_passes_both_ways_and_seventeen_neither() -> None:
    value: Any = []
    for _ in range(15):
        value = [value]
    assert canonical.decode(canonical.encode(value)) == value
    with pytest.raises(BadValue):
        canonical.encode([value])


def test_whole_numbers_of_any_size_are_read_where_that_is_asked() -> None:
    assert canonical.decode(b"[123456789012345678901234567890]", largest=None) == [
        123456789012345678901234567890
    ]


def test_bytes_that_are_not_canonical_are_no_entry() -> None:
    with pytest.raises(BadValue, match="canonical"):
        canonical.decode_exact(b'{"b": 1}')


def test_a_name_is_that_of_rfc_6920() -> None:
    # The example in RFC 6920, section 8.1.
    assert canonical.ni(b"Hello World!") == "ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk"


def test_a_salted_digest_hides_its_value_behind_the_salt() -> None:
    salt = bytes(range(32))
    expected = "sha-256:" + hashlib.sha256(salt + b'"yes"').hexdigest()
    assert canonical.salted_digest(salt, canonical.encode("yes")) == expected
    with pytest.raises(ValueError, match="32 bytes"):
        canonical.salted_digest(b"short", b"")
