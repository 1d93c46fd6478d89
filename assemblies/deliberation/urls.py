# SPDX-License-Identifier: AGPL-3.0-or-later
"""Roads into conversations."""

from django.urls import path

from assemblies.deliberation import pages

urlpatterns = [
    path("p/<str:proposal_id>/talk/", pages.Contribute.as_view(), name="contribute"),
    path("c/<str:contribution_id>/reply/", pages.Reply.as_view(), name="reply"),
    path("c/<str:contribution_id>/hide/", pages.Hide.as_view(), name="hide"),
    path("c/<str:contribution_id>/erase/", pages.Erase.as_view(), name="erase"),
]
