# SPDX-License-Identifier: AGPL-3.0-or-later
"""The doors for programs: every resource of the API names its power, its shapes, and what it can be asked."""

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, cast

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from rest_framework import exceptions, negotiation, serializers, throttling, views
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import describing, keyed, paging, shapes
from assemblies.people import operations_pacing
from assemblies.people.models import Person
from governance.powers import Power, Standing

Answers = Mapping[int, type[serializers.Serializer[Any]]]


class TooBig(exceptions.APIException):
    status_code = 413
    default_code = "too_big"


class NotByToken(exceptions.PermissionDenied):
    """What would outlast a token, or open more than its owner's account, is done from a page's session alone."""

    default_code = "not_by_token"


class OnlyJson(negotiation.DefaultContentNegotiation):
    """There is one kind of answer, so whatever a program accepts it gets that one."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class Rate(throttling.BaseThrottle):
    """So many requests a minute by one person, or by one address where nobody is signed in, in all processes."""

    usual = 1200
    lasts = 0.0

    def allow_request(self, request: Request, view: Any) -> bool:
        most = getattr(settings, "API_RATE", self.usual)
        if most is None:
            return True
        self.lasts = operations_pacing.take(self.who(request), most, 60)
        return self.lasts == 0

    def wait(self) -> float:
        return self.lasts

    def who(self, request: Request) -> str:
        """Whose requests are counted together."""
        if request.user.is_authenticated:
            return f"person {request.user.pk}"
        # What a proxy adds is settled by the server; a header that anyone can write is no address.
        return f"address {request.META.get('REMOTE_ADDR', '')}"[:80]


class Resource(views.APIView):
    """One address of the API. `power` is what reading needs, `powers` what other methods need.

    `query` is the shape of what a GET can be asked; anything else in the address is refused. Methods named in
    `by_session` are for the session of a page: no token does them, whoever it belongs to.
    """

    power: ClassVar[Power | None] = None
    powers: ClassVar[Mapping[str, Power]] = {}
    query: ClassVar[type[shapes.Shape] | None] = None
    path_forms: ClassVar[Mapping[str, str]] = {}
    by_session: ClassVar[frozenset[str]] = frozenset()
    http_method_names = ["get", "post", "put", "patch", "delete", "head"]
    content_negotiation_class = OnlyJson
    throttle_classes = [Rate]
    schema = describing.Schema()
    person: Person | None
    standing: Standing
    asked: dict[str, Any]

    @property
    def me(self) -> Person:
        """Who is asking, for what only someone signed in reaches."""
        return cast(Person, self.person)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        method = str(request.method).lower()
        if method not in self.http_method_names or not hasattr(self, method):
            raise exceptions.MethodNotAllowed(str(request.method))
        try:
            request._request.body  # noqa: B018 - read here, where its size is looked at
        except (RequestDataTooBig, TooManyFieldsSent):
            raise TooBig(_("That is more than can be taken at once.")) from None
        super().initial(request, *args, **kwargs)
        if request.auth is not None and method.upper().replace("HEAD", "GET") in self.by_session:
            raise NotByToken(_("This is done from a page where you are signed in, never by a token."))
        self.asked = self._asked(request)

    def _asked(self, request: Request) -> dict[str, Any]:
        shape = self.query if request.method in ("GET", "HEAD") and self.query else shapes.Empty
        given = request.query_params
        twice = {name: [_("This stands twice.")] for name in given if len(given.getlist(name)) > 1}
        if twice:
            raise shapes.Unfit(twice, root="query:")
        return shapes.read(shape, given.dict(), root="query:")

    def page(
        self, rows: QuerySet[Any], order: Sequence[str], shape: type[serializers.Serializer[Any]]
    ) -> Response:
        """One page of a list, as its cursor asks."""
        found = paging.page(self.request, rows, order, self.asked)
        return Response(
            {"results": shape(found.results, many=True, context=self.context()).data, "next": found.next}
        )

    def context(self) -> dict[str, Any]:
        """What shapes may need to know of the one who asks."""
        return {"person": self.person}

    def tell(
        self, shape: type[serializers.Serializer[Any]], what: Any, status: int = 200, at: str = ""
    ) -> Response:
        """One thing in its shape. `at` is its address, for something newly made."""
        headers = {"Location": at} if at else None
        return Response(shape(what, context=self.context()).data, status=status, headers=headers)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        found = super().finalize_response(request, response, *args, **kwargs)
        found.headers.setdefault("Cache-Control", "private, no-store")
        return found


def reads(answer: type[serializers.Serializer[Any]]) -> Callable[[shapes.Handler], shapes.Handler]:
    """Say what a GET answers."""

    def marked(handler: shapes.Handler) -> shapes.Handler:
        handler.answers, handler.takes = {200: answer}, shapes.Empty  # type: ignore[attr-defined]
        return handler

    return marked


def sends(media_type: str) -> Callable[[shapes.Handler], shapes.Handler]:
    """Say that a GET answers with a file of this type."""

    def marked(handler: shapes.Handler) -> shapes.Handler:
        handler.answers = {(200, media_type): OpenApiTypes.BINARY}  # type: ignore[attr-defined]
        handler.takes = shapes.Empty  # type: ignore[attr-defined]
        return handler

    return marked


def writes(
    takes: type[serializers.Serializer[Any]],
    answers: Answers,
    *,
    partial: bool = False,
    kept: bool | Callable[["Resource"], bool] = True,
    told_once: Sequence[str] = (),
) -> Callable[[shapes.Handler], shapes.Handler]:
    """Say what a write takes and answers. It is called with what was sent, read, and is done once a key.

    `kept` is False for what changes nothing, so that there is nothing to do twice, or says of a resource whether an
    answer may be kept. Members of the answer named
    in `told_once` are kept nowhere: the same key gets null for them.
    """

    def marked(handler: shapes.Handler) -> shapes.Handler:
        @functools.wraps(handler)
        def wrapped(self: Resource, request: Request, **path: Any) -> Response:
            given = shapes.read(takes, request.data, partial=partial)
            act = functools.partial(handler, self, request, given, **path)
            keeps = kept(self) if callable(kept) else kept
            return keyed.once(request, self.me, act, told_once) if keeps else act()

        wrapped.answers, wrapped.takes, wrapped.keyed = answers, takes, bool(kept)  # type: ignore[attr-defined]
        return wrapped

    return marked
