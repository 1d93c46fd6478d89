# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be read at all: text that is UTF-8, and JSON as strict as the law."""

from collections.abc import Mapping
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.utils.http import parse_header_parameters
from django.utils.translation import gettext as _
from rest_framework import exceptions, parsers

from assemblies import wording
from governance import canonical
from governance.refusals import Refusal

READ = ("utf-8", "utf8", "us-ascii", "ascii")
"""The charsets that a request may name."""


class Utf8Request(WSGIRequest):
    """A request whose text is UTF-8, whatever it says: some of what it may name is no encoding of text at all."""

    def _set_content_type_params(self, meta: Mapping[str, Any]) -> None:
        kind, params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        self.content_type, self.content_params = kind, params


class StrictJSONParser(parsers.BaseParser):
    """JSON as the law reads it: no duplicate keys, no NaN, no lone surrogates, no NUL, no absurd depth."""

    media_type = "application/json"

    def parse(
        self, stream: Any, media_type: str | None = None, context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            found = canonical.decode(stream.read())
            _refuse_nul(found)
        except Refusal as no:
            raise Unreadable(wording.refusal(no), no.at) from None
        except (ValueError, RecursionError):
            raise Unreadable(_("This is not JSON that can be read.")) from None
        if not isinstance(found, dict):
            raise Unreadable(_("Send one JSON object."))
        return found


class Unreadable(exceptions.ParseError):
    """What was sent cannot be read; the pointer says where."""

    def __init__(self, sentence: str, pointer: str = "") -> None:
        super().__init__(sentence)
        self.pointer = pointer


def _refuse_nul(value: Any, path: tuple[str | int, ...] = ()) -> None:
    if isinstance(value, str) and "\x00" in value:
        at = canonical.pointer(path).replace("\x00", "")
        raise Refusal(_("Text may not hold the character NUL."), at=at)
    if isinstance(value, dict):
        for key, inner in value.items():
            _refuse_nul(key, path)
            _refuse_nul(inner, (*path, key))
    if isinstance(value, list):
        for index, inner in enumerate(value):
            _refuse_nul(inner, (*path, index))
