# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every event has: which record it stands in, what it says in clear, and what it seals."""

from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, ClassVar


class Book(StrEnum):
    """The two records of an assembly: what it did, and what its members did."""

    PUBLIC = "public"
    ACTS = "acts"


def private(**options: Any) -> Any:
    """A field that names a person or restricted text: it enters the record as a salted digest only."""
    return field(metadata={"private": True}, **options)


@dataclass(frozen=True, kw_only=True)
class Event:
    book: ClassVar[Book]

    @property
    def subject(self) -> str:
        """The public id of the proposal it is about, empty where it is about none."""
        return getattr(self, "proposal", "")

    def facts(self) -> dict[str, Any]:
        """What is said in clear."""
        return {f.name: getattr(self, f.name) for f in fields(self) if not f.metadata.get("private")}

    def private(self) -> dict[str, Any]:
        """What is said as salted digests, where there is something to say; bodies and salts lie apart."""
        named = {f.name: getattr(self, f.name) for f in fields(self) if f.metadata.get("private")}
        return {name: value for name, value in named.items() if value is not None}


class Public(Event):
    book = Book.PUBLIC


class Act(Event):
    book = Book.ACTS
