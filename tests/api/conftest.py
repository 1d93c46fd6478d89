# SPDX-License-Identifier: AGPL-3.0-or-later
"""A program that speaks for somebody of the small world."""

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from assemblies.people import operations
from assemblies.people.models import Person


class Program:
    """Calls the API with a person's token, or with none."""

    def __init__(self, person: Person | None = None) -> None:
        self.headers: dict[str, str] = {}
        if person is not None:
            _row, secret = operations.make_token(person=person, label="test")
            self.headers["Authorization"] = f"Bearer {secret}"
        self.client = Client(headers=self.headers)

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """Ask for a path under /api/v1; a body of text or bytes is sent as it is, anything else as JSON."""
        raw = body if isinstance(body, str | bytes) else json.dumps({} if body is None else body)
        given: dict[str, Any] = {} if method == "GET" else {"data": raw, "content_type": "application/json"}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(method, f"/api/v1{path}", headers=named, **given)

    def get(self, path: str) -> Any:
        """What a GET tells, which has to succeed."""
        answer = self("GET", path)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """What a write tells, which has to succeed."""
        answer = self(method, path, body, **headers)
        assert answer.status_code in (200, 201), answer.content
        return answer.json()


def problem(answer: HttpResponse, status: int) -> Any:
    """The problem that an answer has to be."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status and body["code"] and body["detail"]
    return body


@pytest.fixture
def program() -> type[Program]:
    return Program


@pytest.fixture(autouse=True)
def unhurried(settings: Any) -> None:
    """No counting of requests, but where a test is about it."""
    settings.API_RATE = None
