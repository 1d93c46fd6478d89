# SPDX-License-Identifier: AGPL-3.0-or-later
"""Devices that vote over connections of their own: as a browser posts a form, or as a program asks the API."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

UNANSWERED = 0
"""The status of a request to which no answer came: whether it was recorded is not known."""


@dataclass(frozen=True)
class Answer:
    """What came back: the status, UNANSWERED where nothing did."""

    status: int
    text: str = ""
    again: bool = False
    """Whether it was answered before, to the same key."""

    @property
    def receipt(self) -> str:
        return str(json.loads(self.text)["receipt"])


class Device:
    """One connection, kept while it holds and opened anew when it broke."""

    def __init__(self, port: int, patience: float = 20) -> None:
        self.port = port
        self.patience = patience
        """Seconds for which an answer is waited for."""
        self.line: http.client.HTTPConnection | None = None

    def _ask(self, method: str, path: str, body: str, headers: Mapping[str, str]) -> Answer:
        try:
            if self.line is None:
                self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.patience)
            self.line.request(method, path, body, dict(headers))
            answer = self.line.getresponse()
            text = answer.read().decode()
            if answer.will_close:
                self.hang_up()
            return Answer(answer.status, text, answer.headers.get("Idempotent-Replayed") == "true")
        except (OSError, http.client.HTTPException):
            self.hang_up()
            return Answer(UNANSWERED)

    def hang_up(self) -> None:
        if self.line is not None:
            self.line.close()
            self.line = None

    def post(self, person: Mapping[str, str], path: str, **fields: str) -> Answer:
        """Post a form as a page does; 302 is a yes."""
        headers = {
            "Cookie": f"sessionid={person['session']}; csrftoken={person['csrf']}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": person["csrf"], **fields}), headers)

    def vote_by_page(self, person: Mapping[str, str], ballot: Mapping[str, Any], choice: str) -> Answer:
        return self.post(person, f"/b/{ballot['id']}/cast/", choice=choice, text=ballot["text"])

    def lend(self, person: Mapping[str, str], assembly: str, to: str | None) -> Answer:
        """Lend a vote by the API, for all that is decided there; 201 is a yes."""
        headers = {"Authorization": f"Bearer {person['token']}", "Content-Type": "application/json"}
        return self._ask("POST", f"/api/v1/assemblies/{assembly}/lendings", json.dumps({"to": to}), headers)

    def take_back(self, person: Mapping[str, str], assembly: str) -> Answer:
        """Take it back; 200 is a yes, 409 says that nothing is lent."""
        headers = {"Authorization": f"Bearer {person['token']}", "Content-Type": "application/json"}
        return self._ask("POST", f"/api/v1/assemblies/{assembly}/lendings/take-back", "{}", headers)

    def enter_bundle(
        self,
        person: Mapping[str, str],
        ballot: Mapping[str, Any],
        whose: list[str],
        choices: list[str],
        first: str,
    ) -> Answer:
        """Enter papers by the API as a facilitator; `first` is the bundle that this one confirms, or empty."""
        headers = {"Authorization": f"Bearer {person['token']}", "Content-Type": "application/json"}
        papers = [{"choice": json.loads(choice), "number": 1} for choice in choices]
        body = {"people": whose, "papers": papers, "text": ballot["text"], "confirms": first}
        path = f"/api/v1/ballots/{ballot['id']}/by-hand/bundles"
        return self._ask("POST", path, json.dumps(body), headers | {"Idempotency-Key": f"bundle-{first}"})

    def vote_by_program(
        self, person: Mapping[str, str], ballot: Mapping[str, Any], choice: str, key: str
    ) -> Answer:
        """Vote by the API with an idempotency key; 200 is a yes."""
        headers = {"Authorization": f"Bearer {person['token']}", "Content-Type": "application/json"}
        given: Any = json.loads(choice) if choice.startswith("[") else choice
        body = json.dumps({"choice": given, "text": ballot["text"]})
        path = f"/api/v1/ballots/{ballot['id']}/vote"
        return self._ask("PUT", path, body, headers | {"Idempotency-Key": key})
