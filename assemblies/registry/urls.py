# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where places, powers, seats, invitations and the founding are found."""

from django.urls import path

from assemblies.registry import pages
from assemblies.registry.pages import founding, plain, seats

urlpatterns = [
    path("places/", pages.Places.as_view(), name="places"),
    path("powers/", pages.Powers.as_view(), name="powers"),
    path("a/<slug:assembly_id>/powers/", pages.MyStanding.as_view(), name="standing"),
    path("a/<slug:assembly_id>/invite/", pages.Invite.as_view(), name="invite"),
    path("a/<slug:assembly_id>/grants/", pages.Grants.as_view(), name="grant"),
    path("join/<str:secret>/", pages.Join.as_view(), name="join"),
    path("me/", seats.Me.as_view(), name="seats"),
    path("me/seats/<int:seat_id>/leave/", seats.LeaveSeat.as_view(), name="leave-seat"),
    path("me/leave/", seats.LeaveInstance.as_view(), name="leave-instance"),
    path("begin/<str:secret>/", founding.Begin.as_view(), name="founding"),
    path("look-around/", plain.LookAround.as_view(), name="look-around"),
    path("how/", plain.How.as_view(), name="how"),
    path("check/", plain.Check.as_view(), name="check"),
    path("your-data/", plain.YourData.as_view(), name="your-data"),
    path("accessibility/", plain.Accessibility.as_view(), name="accessibility"),
]
