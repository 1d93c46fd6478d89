# SPDX-License-Identifier: AGPL-3.0-or-later
"""A door that names no power opens to nobody, whoever they are: a page, a plain view, a program's road."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import path
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.views import APIView

from assemblies.doors.pages import Page
from config import urls
from governance.powers import Power


class Forgotten(Page):
    def get(self, request):
        return HttpResponse("inside")


class Road(APIView):
    def get(self, request):
        return Response("inside")

    post = get


class HalfARoad(Road):
    powers = {"GET": Power.OPEN}


def plain(request):
    return HttpResponse("inside")


urlpatterns = [
    *urls.urlpatterns,
    path("forgotten/page/", Forgotten.as_view()),
    path("forgotten/plain/", plain),
    path("forgotten/road/", Road.as_view()),
]


@pytest.fixture(params=[None, "ana", "olga", "operator"])
def visitor(request, client, republic, settings):
    """Nobody, a neighbour, a facilitator, whoever runs the instance."""
    settings.ROOT_URLCONF = __name__
    person = republic.people.get(request.param or "") or republic.zoe
    person.is_operator = person.is_staff = request.param == "operator"
    person.save()
    if request.param:
        client.force_login(person)
    return client


@pytest.mark.parametrize("door", ["page", "plain", "road"])
def test_what_names_no_power_lets_nobody_in(visitor, door):
    answer = visitor.get(f"/forgotten/{door}/")
    assert answer.status_code in (401, 403) and b"inside" not in answer.content


def test_a_page_without_a_power_is_shut_even_where_nothing_stands_before_it(rf, republic):
    request = rf.get("/")
    request.user = republic.olga
    with pytest.raises(PermissionDenied):
        Forgotten.as_view()(request)


@pytest.mark.parametrize(("view", "method"), [(Road, "get"), (Road, "post"), (HalfARoad, "post")])
def test_so_is_a_program_s_road_and_each_method_that_is_not_named(republic, view, method):
    request = getattr(APIRequestFactory(), method)("/")
    force_authenticate(request, user=republic.olga)
    assert view.as_view()(request).status_code == 403


def test_a_method_that_is_named_is_open(republic):
    assert HalfARoad.as_view()(APIRequestFactory().get("/")).status_code == 200
