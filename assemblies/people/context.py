# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands around every page. The settings name this door; the front room, which sees every room, answers."""

from typing import Any

from django.http import HttpRequest
from django.utils.module_loading import import_string


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """{"nav": [(text, href, current)], "demonstration", "network", "home"} for the page's frame."""
    found: dict[str, Any] = import_string("assemblies.front.context.surroundings")(request)
    return found
