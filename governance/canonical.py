# SPDX-License-Identifier: AGPL-3.0-or-later
"""Canonical bytes: one text for one value (RFC 8785, I-JSON without floats), and names made of its hash."""

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from governance.refusals import Refusal

LARGEST = 2**53 - 1
DEEPEST = 16
SALT_BYTES = 32
TOO_LARGE = "Whole numbers here reach to {largest}; write larger ones as text."
TOO_DEEP = "This nests more than {deepest} deep."
NI = "ni:///sha-256;"
DIGEST = re.compile(r"sha-256:[0-9a-f]{64}")


class BadValue(Refusal):
    """The value or text has no canonical bytes; `at` points to the part that is wrong."""

    code: ClassVar[str] = "bad_json"


def encode(value: Any) -> bytes:
    """The RFC 8785 bytes of None, bool, int, str, and lists and dicts of these.

    Raises BadValue for floats, integers beyond 2^53-1, lone surrogates, and containers more than 16 deep.
    """
    try:
        return _text(value, ()).encode("utf-8")
    except UnicodeEncodeError:
        _refuse_surrogates(value, ())
        raise


def decode(data: bytes, *, largest: int | None = LARGEST, deepest: int = DEEPEST) -> Any:
    """Read strict I-JSON bytes, canonical or not: UTF-8 without a byte order mark, no key twice, no floats.

    With `largest` None integers may have any size. Raises BadValue with a JSON pointer.
    """
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_object,
            parse_float=lambda _: _Refused("Numbers here are whole; write others as text.", "float"),
            parse_constant=lambda name: _Refused(
                "{name} is not a number of JSON.", "not_a_number", name=name
            ),
            parse_int=lambda digits: _integer(digits, largest),
        )
    except UnicodeDecodeError:
        raise BadValue("This is not UTF-8 text.") from None
    except RecursionError:
        raise BadValue(TOO_DEEP, code="too_deep", deepest=deepest) from None
    except ValueError as error:
        raise BadValue("This is not JSON: {error}.", error=str(error)) from None
    _walk(value, (), deepest)
    return value


def decode_exact(data: bytes) -> Any:
    """Read bytes that must be canonical themselves, as every entry of a record is. Raises BadValue."""
    value = decode(data)
    if encode(value) != data:
        raise BadValue("These bytes are not in their canonical form.", code="not_canonical")
    return value


def ni(data: bytes) -> str:
    """The RFC 6920 name of these bytes: "ni:///sha-256;" and the hash in base64url without padding."""
    return ni_of((data,))


def ni_of(pieces: Iterable[bytes]) -> str:
    """As `ni`, of bytes that come in pieces."""
    found = hashlib.sha256()
    for piece in pieces:
        found.update(piece)
    return NI + base64.urlsafe_b64encode(found.digest()).decode().rstrip("=")


def digest(data: bytes) -> str:
    """The SHA-256 of these bytes as "sha-256:" and 64 hexadecimal digits."""
    return "sha-256:" + hashlib.sha256(data).hexdigest()


def salted_digest(salt: bytes, value: bytes) -> str:
    """The digest of a 32-byte salt followed by the value: it says nothing once the salt is erased."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, this one has {len(salt)}")
    return digest(salt + value)


def pointer(path: Sequence[str | int]) -> str:
    """The RFC 6901 pointer of a path of keys and indexes."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


class _Refused:
    """Stands in a parsed value where something must be refused, until its pointer is known."""

    def __init__(self, sentence: str, code: str, **facts: object) -> None:
        self.sentence = sentence
        self.facts = facts
        self.code = code


def _object(pairs: list[tuple[str, Any]]) -> Any:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    seen: set[str] = set()
    twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    return _Refused("The member {member} stands twice.", "duplicate_key", member=json.dumps(twice))


def _integer(digits: str, largest: int | None) -> Any:
    if largest is None:
        return int(digits)
    if len(digits) > 20 or abs(int(digits)) > largest:
        return _Refused(TOO_LARGE, "number_too_large", largest=LARGEST)
    return int(digits)


def _walk(value: Any, path: tuple[str | int, ...], deepest: int) -> None:
    if isinstance(value, _Refused):
        raise BadValue(value.sentence, code=value.code, at=pointer(path), **value.facts)
    if isinstance(value, str):
        _refuse_surrogate(value, path)
        return
    if not isinstance(value, dict | list):
        return
    if len(path) >= deepest:
        raise BadValue(TOO_DEEP, code="too_deep", at=pointer(path), deepest=deepest)
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(key, str):
            _refuse_surrogate(key, path)
        _walk(inner, (*path, key), deepest)


def _refuse_surrogate(text: str, path: tuple[str | int, ...]) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        sentence = "This text holds half of a surrogate pair, which is no character."
        raise BadValue(sentence, code="lone_surrogate", at=_printable(pointer(path))) from None


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _refuse_surrogates(value: Any, path: tuple[str | int, ...]) -> None:
    _walk(value, path, DEEPEST)


def _text(value: Any, path: tuple[str | int, ...]) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return json.encoder.encode_basestring(value)
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise BadValue(TOO_LARGE, code="number_too_large", at=_printable(pointer(path)), largest=LARGEST)
        return int.__repr__(value)
    if isinstance(value, list | tuple | dict):
        return _container(value, path)
    kind = "float" if isinstance(value, float) else "bad_json"
    sentence = "A {type} has no canonical text; write it as text."
    raise BadValue(sentence, code=kind, at=_printable(pointer(path)), type=type(value).__name__)


def _container(value: Any, path: tuple[str | int, ...]) -> str:
    if len(path) >= DEEPEST:
        raise BadValue(TOO_DEEP, code="too_deep", at=_printable(pointer(path)), deepest=DEEPEST)
    if not isinstance(value, dict):
        return "[" + ",".join(_text(inner, (*path, index)) for index, inner in enumerate(value)) + "]"
    if not all(isinstance(key, str) for key in value):
        raise BadValue("Every key is text.", at=_printable(pointer(path)))
    # RFC 8785 sorts by UTF-16 code units, which differs from code points above U+FFFF.
    keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
    members = (json.encoder.encode_basestring(key) + ":" + _text(value[key], (*path, key)) for key in keys)
    return "{" + ",".join(members) + "}"
