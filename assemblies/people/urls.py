# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where accounts are found, beside what the account library brings."""

from django.urls import path

from assemblies.people import operating, pages

urlpatterns = [
    path("language/", pages.Language.as_view(), name="language"),
    path("operator/", operating.Operator.as_view(), name="operator"),
    path("operator/accounts/", operating.Suspend.as_view(), name="suspend"),
    path("operator/letters/", pages.Letters.as_view(), name="letters"),
]
