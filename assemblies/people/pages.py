# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages about accounts that belong to no place: the language of the pages, and letters that were kept."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from assemblies.doors.pages import Page
from assemblies.people import operations, queries
from governance.powers import Power
from governance.refusals import Refusal

YEAR = 365 * 24 * 3600
LETTERS_A_PAGE = 30


class Language(Page):
    """Choose the language of the pages: in the profile of who is signed in, and in a cookie for this browser."""

    power = Power.OPEN

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "people/language.html", {"next": inside(request, request.GET.get("next", ""))})

    def post(self, request: HttpRequest) -> HttpResponse:
        code = request.POST.get("language", "")
        response = HttpResponseRedirect(inside(request, request.POST.get("next", "")))
        if code in dict(settings.LANGUAGES):
            if self.person:
                operations.set_language(person=self.person, language=code)
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, code, max_age=YEAR, samesite="Lax", secure=request.is_secure()
            )
        return response


def inside(request: HttpRequest, address: str) -> str:
    """The same address where it leads into this house, else the first page: no form sends people elsewhere."""
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if safe else "/"


class Letters(Page):
    """Letters that nobody could send, for whoever runs the instance."""

    power = Power.OPERATE

    def get(self, request: HttpRequest) -> HttpResponse:
        pages = Paginator(queries.letters(), LETTERS_A_PAGE)
        return render(request, "people/letters.html", {"page": pages.get_page(request.GET.get("page"))})

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            at = parse_datetime(request.POST.get("at", ""))
        except ValueError:
            at = None
        if at is None or at.tzinfo is None:
            raise Refusal(_("Which letter is meant cannot be read."))
        operations.hand_on_letter(to=request.POST.get("to", ""), at=at)
        messages.success(request, _("The letter was handed on, and is kept no more."))
        return HttpResponseRedirect(request.path)
