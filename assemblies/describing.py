# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the API describes itself: OpenAPI 3.1, made from the views, their powers and their shapes."""

import re
from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import force_instance
from drf_spectacular.settings import patched_settings

from assemblies import keyed, shapes
from governance import powers
from governance.powers import Office

TEXT = {"type": "string"}
FAULT = {
    "type": "object",
    "description": "One fault, with a JSON pointer to the part that is wrong; `query:` or `header:` stands before"
    " the pointer where that part is in the address or a header.",
    "properties": {"pointer": TEXT, "detail": TEXT, "code": TEXT},
    "required": ["pointer", "detail", "code"],
    "additionalProperties": False,
}
PROBLEM = {
    "type": "object",
    "description": "A no, as RFC 9457 problem details: a code for programs, a sentence for people.",
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": TEXT,
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": TEXT,
        "code": TEXT,
        "pointer": TEXT,
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Fault"}},
    },
    "required": ["type", "title", "status", "detail", "code"],
    "additionalProperties": False,
}
SAYS = {
    400: ("Unreadable", "What was sent cannot be read, or has not the right shape."),
    401: ("NotSignedIn", "Nobody is signed in, or the token does not exist or has been ended."),
    403: ("NoPower", "The power is not held here; the sentence says who holds it."),
    404: ("NotFound", "There is nothing of this name, or nothing that you may see."),
    405: ("NotSo", "This address is not used in this way; Allow says in which."),
    409: ("NotNow", "The law forbids it as things stand."),
    413: ("TooBig", "That is more than can be taken at once."),
    415: ("NotJson", "Only application/json is read here."),
    422: (
        "NotTaken",
        "It can be read and cannot be taken; or the idempotency key came with another request.",
    ),
    429: ("TooMany", "Too many requests; Retry-After says in how many seconds to go on."),
    500: ("Broken", "Something broke on our side; look whether it was recorded before you send it again."),
    503: (
        "Unavailable",
        "The database cannot be reached, or too much is asked at once; Retry-After says when to.",
    ),
}
HEADERS: dict[int, dict[str, Any]] = {
    401: {"WWW-Authenticate": {"required": True, "schema": TEXT}},
    405: {"Allow": {"required": True, "schema": TEXT}},
    429: {"Retry-After": {"required": True, "schema": {"type": "string", "pattern": "^[0-9]+$"}}},
    503: {"Retry-After": {"required": True, "schema": {"type": "string", "pattern": "^[0-9]+$"}}},
}
YES = {"200": "Done, or read.", "201": "Made."}
ALWAYS = (405, 429, 500, 503)
READS, WRITES = (400, 401, *ALWAYS), (400, 401, 403, 409, 413, 415, 422, *ALWAYS)
IDEMPOTENCY = {
    "name": keyed.HEADER,
    "in": "header",
    "description": "Makes the write safe to send again: the same key with the same request does nothing twice.",
    "schema": {"type": "string", "pattern": f"^{keyed.FORM}$", "minLength": 1, "maxLength": 100},
}


class ByToken(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How a program signs in: as it stands in every description made of a view that takes tokens."""

    target_class = "assemblies.people.tokens.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token, made on one's own page: `Authorization: Bearer …`.",
        }


class BySession(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How a page's own script signs in."""

    target_class = "assemblies.people.tokens.SessionAuthentication"
    name = "session"
    priority = 1  # before the library's own, which describes the class that ours inherits from

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "The session of a page; writes carry its X-CSRFToken as well.",
        }


class Schema(AutoSchema):
    """One operation, from the view's handler: what it takes and answers, who may, and every no."""

    view: Any  # a programs.Resource

    def handler(self) -> Any:
        return getattr(self.view, self.method.lower())

    def get_operation_id(self) -> str:
        words = re.sub(r"[^a-z]+", "_", self.path.removeprefix("/api/v1").lower()).strip("_")
        return f"{self.method.lower()}_{words}"

    def get_tags(self) -> list[str]:
        return [type(self.view).__module__.split(".")[1]]

    def get_summary(self) -> str:
        return str(self.get_description()).split(". ")[0].split("\n")[0].rstrip(".")

    def get_auth(self) -> list[dict[str, Any]]:
        ways: list[dict[str, Any]] = super().get_auth()
        if self.method in self.view.by_session:
            return [way for way in ways if "session" in way]
        return [{}, *ways] if self.open_to_all() else ways

    def open_to_all(self) -> bool:
        """Whether this operation's power is held by anyone at all, wherever."""
        power = self.view.powers.get(self.method) or self.view.power
        return all(powers.holders(power, place) & Office.PUBLIC for place in powers.COLUMNS)

    def get_request_serializer(self) -> Any:
        takes = self.handler().takes
        return None if takes is shapes.Empty else takes

    def get_response_serializers(self) -> Any:
        return self.handler().answers

    def _is_list_view(self, serializer: Any = None) -> bool:
        return False

    def get_override_parameters(self) -> list[Any]:
        return [self.view.query] if self.method == "GET" and self.view.query else []

    def _resolve_path_parameters(self, variables: list[str]) -> list[dict[str, Any]]:
        forms = self.view.path_forms
        return [
            {
                "name": name,
                "in": "path",
                "required": True,
                "schema": {"type": "string", "pattern": f"^{forms.get(name, shapes.PUBLIC_ID)}$"},
            }
            for name in variables
        ]

    def _map_serializer_field(self, field: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        if isinstance(field, shapes.Amounts):
            values = {"type": "string", "pattern": f"^{field.values}$"}
            keys = {"type": "string", "pattern": f"^{field.keys}$"}
            return {
                "type": "object",
                "propertyNames": keys,
                "additionalProperties": values,
                "maxProperties": field.most,
            }
        found = super()._map_serializer_field(field, direction, bypass_extensions)  # type: ignore[no-untyped-call]
        if isinstance(field, shapes.Fitting):
            found["pattern"] = f"^{field.pattern}$"
        if isinstance(field, shapes.OneOf):
            found["enum"] = [*field.words, None] if field.allow_null else list(field.words)
            if found.get("default") not in found["enum"]:
                found.pop(
                    "default", None
                )  # left out is no word of the list, and means what the description says
        return found

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> Any:
        found = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        if isinstance(force_instance(serializer), shapes.Shape):  # type: ignore[no-untyped-call]
            found["additionalProperties"] = False if found.get("properties") else {}
        for name, said in found.get("properties", {}).items():
            found["properties"][name] = said = _once(said)
            if serializer.partial:
                said.pop("default", None)  # what is left out of a change stays as it is
        return found

    def get_operation(self, *given: Any) -> Any:
        operation: dict[str, Any] = super().get_operation(*given) or {}
        writes = self.method != "GET"
        if writes and getattr(self.handler(), "keyed", False):
            operation.setdefault("parameters", []).append(IDEMPOTENCY)
        noes = [*(WRITES if writes else READS), *([404] if "{" in self.path or writes else [])]
        if (not writes and not self.open_to_all()) or getattr(self.view, "guarded", False):
            noes.append(403)
        if getattr(self.view, "can_be_missing", False):
            noes.append(404)
        for status in sorted(set(noes)):
            operation["responses"][str(status)] = {"$ref": f"#/components/responses/{SAYS[status][0]}"}
        for status, answer in operation["responses"].items():
            if "$ref" not in answer:
                answer["description"] = YES[status]
        return operation


def _once(said: dict[str, Any]) -> dict[str, Any]:
    """A text that may be empty, where its own form says so already: the library would let "" fit twice over."""
    text, *empty = said.get("oneOf", [said])
    return (
        text
        if empty == [{"type": "string", "maxLength": 0}] and re.fullmatch(text.get("pattern", "-"), "")
        else said
    )


def document(urlconf: Any) -> dict[str, Any]:
    """The whole OpenAPI document of the API behind a list of URL patterns."""
    with patched_settings({"POSTPROCESSING_HOOKS": []}):
        maker: Any = SchemaGenerator
        found: dict[str, Any] = maker(patterns=urlconf).get_schema(public=True)
    found["servers"] = [{"url": "/api/v1"}]
    components = found.setdefault("components", {})
    components.setdefault("schemas", {}).update({"Problem": PROBLEM, "Fault": FAULT})
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    components["responses"] = {
        name: {"description": sentence, "content": content}
        | ({"headers": HEADERS[status]} if status in HEADERS else {})
        for status, (name, sentence) in SAYS.items()
    }
    found["info"]["license"] = {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"}
    return found
