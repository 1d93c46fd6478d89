# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where places, powers, seats, invitations and the founding are found."""

from django.urls import path

from assemblies.registry.pages import adding, coming_in, facilitating, founding, places, plain, powers, seats

urlpatterns = [
    path("places/", places.Places.as_view(), name="places"),
    path("powers/", powers.Powers.as_view(), name="powers"),
    path("a/<slug:assembly_id>/powers/", powers.MyStanding.as_view(), name="standing"),
    path("a/<slug:assembly_id>/grants/", powers.Grants.as_view(), name="grant"),
    path("a/<slug:assembly_id>/invite/", coming_in.Invite.as_view(), name="invite"),
    path("a/<slug:assembly_id>/seats/", facilitating.Facilitators.as_view(), name="facilitators"),
    path("a/<slug:assembly_id>/add/", adding.AddPlace.as_view(), name="add-place"),
    path("network/", adding.Lists.as_view(), name="lists"),
    path("join/<str:secret>/", coming_in.Join.as_view(), name="join"),
    path("look-around/", coming_in.LookAround.as_view(), name="look-around"),
    path("me/", seats.Me.as_view(), name="seats"),
    path("me/facilitating/", facilitating.Facilitating.as_view(), name="facilitating"),
    path("me/seats/<slug:assembly_id>/<slug:office>/leave/", seats.LeaveSeat.as_view(), name="leave-seat"),
    path("begin/<str:secret>/", founding.Begin.as_view(), name="founding"),
    path("how/", plain.How.as_view(), name="how"),
    path("check/", plain.Check.as_view(), name="check"),
    path("your-data/", plain.YourData.as_view(), name="your-data"),
    path("accessibility/", plain.Accessibility.as_view(), name="accessibility"),
]
