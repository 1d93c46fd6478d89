# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coming in: invitations are made and taken, and a demonstration lets visitors look around."""

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import split_domain_port
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from assemblies import clock
from assemblies.doors.pages import Page
from assemblies.people import operations as people_operations
from assemblies.people import queries as people
from assemblies.people.models import Person
from assemblies.registry import forms, operations, queries
from assemblies.registry.doors import PlacePage
from assemblies.registry.models import Assembly, Invitation, Network, Seat
from governance.powers import Power


class Invite(PlacePage):
    """Make single-use links, to be cut out and handed over; see which can still be taken, and end one."""

    power = Power.INVITE

    def get(self, request: HttpRequest, assembly_id: str) -> HttpResponse:
        return self.page(request, forms.InviteForm(), 200)

    def page(self, request: HttpRequest, form: forms.InviteForm, status: int) -> HttpResponse:
        found = open_here(self.here)
        context = {
            "here": self.here,
            "form": form,
            "open": found[:SHOWN],
            "more": found.count() > SHOWN,
        }
        return render(
            request, "registry/invite.html", context | {"zone": queries.zone(self.here)}, status=status
        )

    def post(self, request: HttpRequest, assembly_id: str) -> HttpResponse:
        if request.POST.get("act") == "end":
            named = request.POST.get("invitation", "")
            operations.end_invitation(assembly=self.here, by=self.me, public_id=named)
            messages.success(request, _("The invitation works no more."))
            return HttpResponseRedirect(request.path)
        form = forms.InviteForm(request.POST)
        here = self.here
        if not form.is_valid():
            return self.page(request, form, 422)
        made = operations.invite(assembly=here, by=self.me, number=form.cleaned_data["number"])
        slips = [(row, link(request, here.network, secret)) for secret, row in made_of(made)]
        context = {"here": here, "slips": slips, "zone": queries.zone(here)}
        response = render(request, "registry/invitations.html", context)
        response.headers["Cache-Control"] = "no-store"
        return response


SHOWN = 100


def made_of(secrets: list[str]) -> list[tuple[str, Invitation]]:
    """Invitations just made, each beside its secret, in the order of the secrets."""
    digests = [operations.digest_of(secret) for secret in secrets]
    rows = {row.digest: row for row in Invitation.objects.filter(digest__in=digests)}
    return [(secret, rows[digest]) for secret, digest in zip(secrets, digests, strict=True)]


def link(request: HttpRequest, network: Network, secret: str) -> str:
    """The whole address that an invitation is handed over as: "https://valley.example/join/…/"."""
    # A slip is opened elsewhere than where it was made: over a tunnel or an inner address the maker's browser shows a
    # name that leads nobody else here. Over the public host the address is kept as it came, with its scheme and port,
    # for that is known to work; NESTED_HTTPS sees to it that it is https. A trial's host leads nowhere by design, and a
    # demonstration's people are invented: whoever tries them out needs the address that is open before them.
    road, host = reverse("join", args=[secret]), network.host.lower()
    came, _port = split_domain_port(request.get_host())
    if came == host or network.demonstration or host.endswith(".invalid"):
        return request.build_absolute_uri(road)
    return f"https://{host}{road}"


def open_here(here: Assembly) -> QuerySet[Invitation]:
    """Invitations into an assembly that can still be taken, the latest first."""
    rows = Invitation.objects.filter(assembly=here, used_at=None, expires_at__gt=clock.now())
    return rows.select_related("made_by").order_by("-made_at", "pk")


class Join(Page):
    """What an invitation opens: whose it is, and a way to take the seat."""

    power = Power.OPEN
    post_power = Power.OWN

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        invitation = usable(secret)
        home = queries.home_seat(self.person, invitation.assembly.network)
        context = {"here": invitation.assembly, "home_seat": home, "expires_at": invitation.expires_at}
        response = render(request, "registry/join.html", context)
        response.headers["Cache-Control"] = "no-store"
        return response

    def post(self, request: HttpRequest, secret: str) -> HttpResponse:
        moves = request.POST.get("act") == "move"
        seat = operations.accept_invitation(person=self.me, secret=secret, move=moves)
        if moves:
            messages.success(request, _("Your home is here from now on."))
        return HttpResponseRedirect(reverse("assembly", args=[seat.assembly.public_id]))


def usable(secret: str) -> Invitation:
    """The invitation behind a secret. Raises NotInvited where it is unknown, used or has run out."""
    found = queries.invitation(operations.digest_of(secret))
    if found is None or found.used_at or found.expires_at <= clock.now():
        raise operations.NotInvited(
            _("This invitation does not exist, has been used, or has run out. Ask for a new one.")
        )
    return found


class LookAround(Page):
    """Sign in as one of a demonstration's made-up people. It is there only on the machine that runs it."""

    power = Power.OPEN

    def dispatch(self, request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        network = queries.network()
        if not (settings.LISTENS_ON_LOOPBACK and network and network.demonstration):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = list(people.look_arounds())
        homes = {seat.person_id: seat.assembly for seat in homes_of(rows)}
        return render(request, "registry/look_around.html", {"people": [(p, homes.get(p.pk)) for p in rows]})

    def post(self, request: HttpRequest) -> HttpResponse:
        people_operations.look_around_as(request=request, public_id=request.POST.get("person", ""))
        return HttpResponseRedirect("/")


def homes_of(rows: list[Person]) -> QuerySet[Seat]:
    """The home seats of some people, with their assemblies."""
    return Seat.objects.filter(person__in=rows, home=True, until=None).select_related("assembly__network")
