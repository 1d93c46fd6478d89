# SPDX-License-Identifier: AGPL-3.0-or-later
"""Roads to draws by lot."""

from django.urls import path

from assemblies.sortition import pages

urlpatterns = [
    path("a/<str:assembly_id>/draws/", pages.Draws.as_view(), name="draws"),
    path("a/<str:assembly_id>/draws/new/", pages.Announce.as_view(), name="announce-draw"),
    path("draws/<str:draw_id>/", pages.OneDraw.as_view(), name="draw"),
    path("draws/<str:draw_id>/lottery.json", pages.Lottery.as_view(), name="lottery"),
]
