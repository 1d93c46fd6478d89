# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the first page and the pages of assemblies are found."""

from django.urls import path

from assemblies.front import console, leaving, ledger, opening, own, pages, proposal

urlpatterns = [
    path("", pages.Home.as_view(), name="home"),
    path("a/<slug:assembly_id>/", pages.AssemblyPage.as_view(), name="assembly"),
    path("me/data.json", own.MyData.as_view(), name="my-data"),
    path("me/leave/", leaving.LeaveInstance.as_view(), name="leave-instance"),
    path("robots.txt", pages.Robots.as_view(), name="robots"),
    path("favicon.ico", pages.Favicon.as_view(), name="favicon"),
    path("a/<str:assembly_id>/console/", console.Console.as_view(), name="console"),
    path("p/<slug:proposal_id>/", proposal.ProposalPage.as_view(), name="proposal"),
    path("p/<str:proposal_id>/open/", opening.OpenBallot.as_view(), name="open-ballot"),
    path("p/<str:proposal_id>/close/", console.CloseBallot.as_view(), name="close-ballot"),
    path("p/<str:proposal_id>/reasons/", console.GiveReasons.as_view(), name="reasons"),
    path("a/<str:assembly_id>/record/", ledger.RecordPage.as_view(), name="record"),
    path("a/<str:assembly_id>/record/acts/", ledger.ActsPage.as_view(), name="acts-record"),
    path("a/<str:assembly_id>/facilitators/", ledger.FacilitatorRecord.as_view(), name="facilitator-record"),
]
