# SPDX-License-Identifier: AGPL-3.0-or-later
"""Running the instance, for a page's own script: who does, whose account is suspended and why. No token does it."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import programs, shapes
from assemblies.people import operations, queries
from assemblies.people.api.accounts import Someone
from governance.powers import Power


class OperatorsShape(shapes.Shape):
    """Everyone who runs the instance."""

    operators = Someone(many=True)


class Operating(programs.Resource):
    """What only whoever runs the instance reaches, from the session of a page: it reaches the accounts of others."""

    power = Power.OPERATE
    by_session: ClassVar = frozenset({"GET", "POST"})

    def operators(self) -> Response:
        """Who runs the instance, after an act too."""
        return self.tell(OperatorsShape, {"operators": queries.operators()})


class Operators(Operating):
    """Who runs the instance."""

    @programs.reads(OperatorsShape)
    def get(self, request: Request) -> Response:
        """Everyone who runs the instance and can."""
        return self.operators()


class OperatorWanted(shapes.Shape):
    """Who is to run the instance too."""

    person = shapes.identity()


class NameOperator(Operating):
    """Handing on."""

    power = Power.APPOINT

    @programs.writes(OperatorWanted, {200: OperatorsShape})
    def post(self, request: Request, given: dict[str, Any]) -> Response:
        """Let one more person run the instance; it gives them no say in anything."""
        operations.name_operator(by=self.me, to=queries.person(given["person"]))
        return self.operators()


class LayDown(Operating):
    """Laying down."""

    power = Power.APPOINT

    @programs.writes(shapes.Empty, {200: OperatorsShape})
    def post(self, request: Request, given: dict[str, Any]) -> Response:
        """Stop running the instance, where somebody else does."""
        operations.lay_down(person=self.me)
        return self.operators()


class AccountFound(shapes.Shape):
    """An account as whoever runs the instance finds it."""

    id = shapes.identity(source="public_id")
    name = shapes.Text()
    email = shapes.Text()
    is_active = shapes.Flag()
    is_operator = shapes.Flag()


class AccountsQuery(shapes.Listing):
    """Which accounts to find."""

    q = shapes.Text(min_length=1, max_length=80, help_text="Part of a name, or a whole e-mail address.")


class Accounts(Operating):
    """Accounts."""

    query = AccountsQuery

    @programs.reads(shapes.listed(AccountFound))
    def get(self, request: Request) -> Response:
        """Accounts by part of a name or by a whole address."""
        return self.page(queries.accounts(self.asked["q"]), ("name", "public_id"), AccountFound)


class SuspensionShape(shapes.Shape):
    """A suspension with its reason, and where it was lifted, why."""

    person = Someone()
    by = Someone()
    reason = shapes.Text()
    at = serializers.DateTimeField()
    lifted_at = serializers.DateTimeField(allow_null=True)
    lifted_by = Someone(allow_null=True)
    lifted_because = shapes.Text(allow_blank=True)


class Suspensions(Operating):
    """Suspensions."""

    query = shapes.Listing

    @programs.reads(shapes.listed(SuspensionShape))
    def get(self, request: Request) -> Response:
        """Every suspension there was, the latest first."""
        return self.page(queries.suspensions(), ("-at", "person__public_id"), SuspensionShape)


class SuspensionReason(shapes.Shape):
    """Why; it is kept, and told to the account's owner."""

    reason = shapes.Text(min_length=5, max_length=300)


class Suspend(Operating):
    """Suspending."""

    power = Power.SUSPEND

    @programs.writes(SuspensionReason, {200: SuspensionShape})
    def post(self, request: Request, given: dict[str, Any], person_id: str) -> Response:
        """Suspend an account: its tokens end and it acts no more; its seats and votes stay."""
        person = queries.person(person_id)
        return self.tell(SuspensionShape, operations.suspend(by=self.me, person=person, **given))


class Reinstate(Operating):
    """Reinstating."""

    power = Power.SUSPEND

    @programs.writes(SuspensionReason, {200: SuspensionShape})
    def post(self, request: Request, given: dict[str, Any], person_id: str) -> Response:
        """Give a suspended account back to its owner."""
        person = queries.person(person_id)
        return self.tell(SuspensionShape, operations.reinstate(by=self.me, person=person, **given))
