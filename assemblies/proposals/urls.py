# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where proposals are listed, raised, changed and moved. A proposal's own page is the front room's."""

from django.urls import path

from assemblies.proposals.pages import about, claiming, listing, raising, reading

urlpatterns = [
    path("a/<slug:assembly_id>/proposals/", listing.Proposals.as_view(), name="proposals"),
    path("raise/", raising.Raise.as_view(), name="raise"),
    path("raise/placement/", raising.Preview.as_view(), name="raise-placement"),
    path("p/<slug:proposal_id>/edit/", raising.Edit.as_view(), name="edit"),
    path("p/<slug:proposal_id>/submit/", about.Submit.as_view(), name="submit"),
    path("p/<slug:proposal_id>/second/", about.Second.as_view(), name="second"),
    path("p/<slug:proposal_id>/withdraw/", about.Withdraw.as_view(), name="withdraw"),
    path("p/<slug:proposal_id>/ask-check/", about.AskCheck.as_view(), name="ask-check"),
    path("p/<slug:proposal_id>/claims/", claiming.Claims.as_view(), name="claims"),
    path("claims/<slug:claim_id>/back/", claiming.Back.as_view(), name="back-claim"),
    path("claims/<slug:claim_id>/accept/", claiming.Accept.as_view(), name="accept-claim"),
    path("claims/<slug:claim_id>/take-back/", claiming.TakeBack.as_view(), name="take-back-claim"),
    path("p/<slug:proposal_id>/placement/", reading.Placed.as_view(), name="placement"),
    path("p/<slug:proposal_id>/versions/", reading.Versions.as_view(), name="versions"),
]
