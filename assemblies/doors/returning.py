# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where to go after a no: back to where one came from, to what it was about, and what was typed kept at hand."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent
from django.http import HttpRequest, UnreadablePostError
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.translation import gettext as _

TYPED = ("title", "summary", "text", "reason", "reasons", "yes_means", "no_means", "places")
"""Fields that people write into; passwords, addresses and codes are never shown again."""
DIGEST = "ni:///"
"""How the digest of a text begins, which a ballot sends beside the answer and nobody typed."""


def ways(request: HttpRequest, status: int) -> list[tuple[str, str]]:
    """Ways on from a page that says no, each an address and its words, the best first."""
    found: dict[str, str] = {}
    came = came_from(request)
    if came:
        found[came] = _("Back to where you were")
    if status != 404:  # then what the address names may not be there either
        for href, words in _about(request, came):
            found.setdefault(href, words)
    found.setdefault(reverse("home"), _("To the first page"))
    return list(found.items())


def came_from(request: HttpRequest) -> str:
    """The page of this site that one came from, as a path; empty where there is none or it is the one asked for."""
    try:
        came, here = urlsplit(request.headers.get("Referer", "")), request.get_host()
    except (ValueError, SuspiciousOperation):  # no address at all, or itself what is refused
        return ""
    if came.netloc != here or not came.path.startswith("/") or came.path.startswith("//"):
        return ""
    if request.method in ("GET", "HEAD") and came.path == request.path:
        return ""
    path = came.path + (f"?{came.query}" if came.query else "")
    return path if _there(came.path) else ""


def _there(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def _about(request: HttpRequest, came: str) -> list[tuple[str, str]]:
    names = dict(resolve(urlsplit(came).path).kwargs) if came else {}
    names |= request.resolver_match.kwargs if request.resolver_match else {}
    pages = (
        ("proposal", "proposal_id", _("To the proposal")),
        ("assembly", "assembly_id", _("To the assembly")),
    )
    found = []
    for page, name, words in pages:
        try:
            href = reverse(page, kwargs={name: names[name]})
        except (KeyError, NoReverseMatch):
            continue
        if href != request.path or request.method == "POST":
            found.append((href, words))
    return found


def typed(request: HttpRequest) -> list[str]:
    """What someone wrote into the form that was refused, so that it can be copied and is not lost.

    Only where the form was one of this site: another could otherwise put its own words on our page.
    """
    if request.method != "POST" or not came_from(request):
        return []
    try:
        given: Any = request.POST
    except (RequestDataTooBig, TooManyFieldsSent, SuspiciousOperation, UnreadablePostError):
        return []
    wrote = [given[name] for name in TYPED if given.get(name, "").strip()]
    return [text for text in wrote if not text.startswith(DIGEST)]
