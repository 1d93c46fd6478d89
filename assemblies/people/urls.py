# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where accounts are found, beside what the account library brings."""

from django.urls import path

from assemblies.people import pages

urlpatterns = [
    path("language/", pages.Language.as_view(), name="language"),
    path("operator/letters/", pages.Letters.as_view(), name="letters"),
]
