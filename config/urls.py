# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every road into the house. URLs are language-neutral and name things by public id."""

from django.urls import include, path

urlpatterns = [
    path("", include("assemblies.registry.urls")),
    path("", include("assemblies.people.urls")),
    path("", include("assemblies.proposals.urls")),
    path("", include("assemblies.deliberation.urls")),
    path("", include("assemblies.voting.urls")),
    path("", include("assemblies.sortition.urls")),
    path("", include("assemblies.front.urls")),
    path("account/", include("allauth.account.urls")),
    path("api/v1/", include("assemblies.front.api_urls")),
]
handler400 = "assemblies.doors.refusing.bad_request"
handler403 = "assemblies.doors.refusing.forbidden"
handler404 = "assemblies.doors.refusing.not_found"
handler500 = "assemblies.doors.refusing.server_error"
