# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters that nobody could send, for whoever runs the instance."""

from typing import ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import programs, shapes
from assemblies.people import queries
from governance.powers import Power


class LetterShape(shapes.Shape):
    """A letter that was kept because no mail server is set up."""

    to = shapes.Text()
    subject = shapes.Text()
    body = shapes.Text()
    at = serializers.DateTimeField()


class Letters(programs.Resource):
    """Kept letters."""

    power = Power.OPERATE
    query = shapes.Listing
    # A letter can hold the link to a new password: a token that read it could sign in as anyone.
    by_session: ClassVar = frozenset({"GET"})

    @programs.reads(shapes.listed(LetterShape))
    def get(self, request: Request) -> Response:
        """Letters that nobody could send, the latest first; only from the session of a page, never by a token."""
        return self.page(queries.letters(), ("-at", "to", "subject"), LetterShape)
