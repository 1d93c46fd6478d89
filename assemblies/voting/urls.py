# SPDX-License-Identifier: AGPL-3.0-or-later
"""Roads to ballots and decisions."""

from django.urls import path

from assemblies.voting import pages, pages_bundle, pages_decided, pages_hand, pages_lending

urlpatterns = [
    path("p/<str:proposal_id>/ballot/", pages.BallotPage.as_view(), name="ballot"),
    path("b/<str:ballot_id>/cast/", pages.CastVote.as_view(), name="cast"),
    path("b/<str:ballot_id>/by-hand/", pages_hand.ByHand.as_view(), name="by-hand"),
    path("b/<str:ballot_id>/by-hand/<str:person_id>/", pages_hand.EnterVote.as_view(), name="enter-vote"),
    path("b/<str:ballot_id>/bundle/", pages_bundle.EnterBundle.as_view(), name="enter-bundle"),
    path(
        "b/<str:ballot_id>/bundle/<str:bundle_id>/", pages_bundle.EnterBundle.as_view(), name="confirm-bundle"
    ),
    path("p/<str:proposal_id>/ballot/done/", pages.Voted.as_view(), name="voted"),
    path("p/<str:proposal_id>/result/", pages_decided.Result.as_view(), name="result"),
    path("p/<str:proposal_id>/votes/", pages_decided.Votes.as_view(), name="votes"),
    path("p/<str:proposal_id>/count/", pages_decided.Counted.as_view(), name="count"),
    path("p/<str:proposal_id>/export/", pages_decided.Export.as_view(), name="export"),
    path("p/<str:proposal_id>/export/public/", pages_decided.PublicExport.as_view(), name="public-export"),
    path("a/<str:assembly_id>/lent/", pages_lending.LendVote.as_view(), name="lend"),
    path("a/<str:assembly_id>/decisions/", pages_decided.Decisions.as_view(), name="decisions"),
]
