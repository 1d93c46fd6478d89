# SPDX-License-Identifier: AGPL-3.0-or-later
"""The product's roads, and the yardstick: the same session and CSRF check, then one durable upsert, and no more."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from governance.powers import Power

UPSERT = """
INSERT INTO bench_yardstick (ballot, voter, choice, at) VALUES (1, %s, %s, now())
ON CONFLICT (ballot, voter) DO UPDATE SET choice = EXCLUDED.choice, at = now()
"""


def yardstick(request: HttpRequest) -> HttpResponse:
    """One row written durably for whoever is signed in."""
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, [request.user.pk, request.POST.get("choice", "")])
    return HttpResponse(status=302, headers={"Location": "/"})


yardstick.power = Power.OWN  # type: ignore[attr-defined]
urlpatterns = [path("bare/", yardstick), path("", include("config.urls"))]
