# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the first page and the pages of assemblies are found."""

from django.urls import path

from assemblies.front import pages

urlpatterns = [
    path("", pages.Home.as_view(), name="home"),
    path("a/<slug:assembly_id>/", pages.AssemblyPage.as_view(), name="assembly"),
    path("robots.txt", pages.Robots.as_view(), name="robots"),
    path("favicon.ico", pages.Favicon.as_view(), name="favicon"),
]
