# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests drawn from the corpus: any road of ours, asked as anyone, with something in it that is bad."""

import random
import re
from dataclasses import dataclass
from typing import Any

from tests.architecture import declared
from tests.doors import corpus
from tests.doors.corpus import quoted

ROADS = [road.split(" ", 1) for road in declared.DECLARED]
LIBRARY = [
    "account/login/",
    "account/signup/",
    "account/password/reset/",
    "account/email/",
    "account/logout/",
]
Headers = list[tuple[str, bytes]]


@dataclass
class Drawn:
    """One request; `alone` where it may be in doubt where it ends."""

    method: str
    target: bytes
    headers: Headers
    body: bytes = b""
    alone: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.target[:300]!r} {self.headers!r:.600} {self.body[:400]!r}"


class Drawing:
    """Draws requests for one scene, the same ones for the same seed."""

    def __init__(self, seed: int, told: dict[str, Any]) -> None:
        self.turn, self.known, self.people = random.Random(seed), told["known"], told["people"]

    def value(self) -> bytes:
        return self.turn.choice(corpus.VALUES)

    def some_id(self, name: str) -> bytes:
        """Mostly an id that stands for something, so that the handler is reached."""
        if self.turn.random() < 0.8:
            return str(self.turn.choice(self.known[name])).encode()
        return quoted(self.value()).encode() or b"x"

    def path(self, route: str) -> bytes:
        parts = re.split(r"<\w+:(\w+)>", route)
        return b"/" + b"".join(
            self.some_id(part) if number % 2 else part.encode() for number, part in enumerate(parts)
        )

    def query(self) -> bytes:
        if self.turn.random() < 0.4:
            return b""
        names = self.turn.choices(corpus.QUERY, k=self.turn.randint(1, 3))
        return ("?" + "&".join(f"{name}={quoted(self.value())}" for name in names)).encode()[:60_000]

    def one(self) -> Drawn:
        """The next request."""
        kind = self.turn.random()
        if kind < 0.04:
            return Drawn(self.turn.choice(("GET", "POST")), self.turn.choice(corpus.PATHS), [], alone=True)
        method, route = self.turn.choice(ROADS)
        if kind < 0.08:
            route = self.turn.choice(LIBRARY)
        if kind > 0.97:
            method = self.turn.choice(corpus.METHODS)
        made = Drawn(method, self.path(route) + self.query(), self.asker())
        if method not in ("GET", "HEAD"):
            (self.for_program if route.startswith("api/") else self.for_page)(made)
        if self.turn.random() < 0.15:
            made.headers = [*made.headers, self.turn.choice(corpus.HEADERS)]
            made.alone = True
        return made

    def asker(self) -> Headers:
        """A visitor, or one of the people: by token, or by session with the token that a form would hold."""
        if self.turn.random() < 0.15:
            return []
        self.person = self.turn.choice(self.people)
        if self.turn.random() < 0.35:
            return [("Authorization", f"Bearer {self.person['token']}".encode())]
        cookie = f"sessionid={self.person['session']}; csrftoken={self.person['csrf']}"
        return [("Cookie", cookie.encode()), ("X-CSRFToken", self.person["csrf"].encode())]

    def for_page(self, made: Drawn) -> None:
        """A form with odd values, or a body that is no form."""
        if self.turn.random() < 0.2:
            made.headers.append(("Content-Type", self.turn.choice(corpus.KINDS).encode("latin-1")))
            made.body = self.turn.choice(corpus.PARTS + corpus.JSON)
            return
        if self.turn.random() < 0.2:
            made.headers.append(("Content-Type", b"multipart/form-data; boundary=x"))
            made.body = self.turn.choice(corpus.PARTS)
            return
        made.headers.append(("Content-Type", b"application/x-www-form-urlencoded"))
        made.body = "&".join(f"{name}={quoted(self.field(name))}" for name in self.fields()).encode()

    def fields(self) -> list[str]:
        return self.turn.choices(corpus.FIELDS, k=self.turn.randint(0, 12))

    def field(self, name: str) -> bytes:
        likely = corpus.STEPS.get(name)
        if likely and self.turn.random() < 0.6:
            return self.turn.choice(likely)
        if name in ("add", "place", "raised_in", "home", "reply_to") and self.turn.random() < 0.5:
            return str(self.turn.choice(self.known["assembly_id"])).encode()
        return self.value()

    def for_program(self, made: Drawn) -> None:
        """JSON that is odd, or is said to be something else."""
        kind = "application/json" if self.turn.random() < 0.75 else self.turn.choice(corpus.KINDS)
        made.headers.append(("Content-Type", kind.encode("latin-1")))
        made.body = self.turn.choice(corpus.JSON) if self.turn.random() < 0.6 else self.odd_object()

    def odd_object(self) -> bytes:
        """An object with the members that writes take, each with something odd in it."""
        shapes = [b'"%s"', b"%s", b"[%s]", b'{"a": "%s"}']
        members = [
            f'"{name}": '.encode() + self.turn.choice(shapes) % self.field(name).replace(b'"', b'\\"')
            for name in self.turn.choices(corpus.FIELDS, k=self.turn.randint(1, 6))
        ]
        return b"{" + b", ".join(members) + b"}"
