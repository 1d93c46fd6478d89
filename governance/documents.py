# SPDX-License-Identifier: AGPL-3.0-or-later
"""Documents: plain data from outside read into types, each no with a JSON pointer to what is wrong."""

from collections.abc import Iterator
from typing import Any, ClassVar

from governance.refusals import Refusal


class BadDocument(Refusal):
    code: ClassVar[str] = "bad_input"


def pointer(*steps: object) -> str:
    """A JSON pointer (RFC 6901) from its steps."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def record(value: object, at: str, needed: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    """An object with these members and no others. Raises BadDocument."""
    members = mapping(value, at)
    for name in members:
        if name not in needed and name not in optional:
            sentence = 'There is no "{member}" here; there may be {members}.'
            facts = {"member": name, "members": tuple(dict.fromkeys((*needed, *optional)))}
            raise BadDocument(sentence, code="unknown_member", at=at + pointer(name), **facts)
    for name in needed:
        if name not in members:
            raise BadDocument('"{member}" is missing.', code="missing_member", at=at, member=name)
    return members


def mapping(value: object, at: str) -> dict[str, Any]:
    """An object with any members."""
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
        raise BadDocument("This must be an object.", at=at)
    return value


def members(value: object, at: str) -> Iterator[tuple[str, Any, str]]:
    """The members of an object: name, value, and the pointer to the value."""
    for name, member in mapping(value, at).items():
        yield name, member, at + pointer(name)


def rows(value: object, at: str) -> Iterator[tuple[Any, str]]:
    """The items of a list, each with its pointer; or of whatever gives items one by one, so that none is held."""
    if not isinstance(value, list | tuple | Iterator):
        raise BadDocument("This must be a list.", at=at)
    for index, item in enumerate(value):
        yield item, f"{at}/{index}"


def text(value: object, at: str) -> str:
    """Text that says something."""
    if not isinstance(value, str) or not value.strip():
        raise BadDocument("This must be text, and not empty.", at=at)
    return value


def whole(value: object, at: str) -> int:
    """A whole number, 0 or more, of any size."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise BadDocument("This must be a whole number, 0 or more.", at=at)
    return value


def truth(value: object, at: str) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise BadDocument("This must be true or false.", at=at)
    return value
