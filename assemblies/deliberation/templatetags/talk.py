# SPDX-License-Identifier: AGPL-3.0-or-later
"""{% contribution c %}: one contribution with its replies, as the proposal's page and live messages show it."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from assemblies.deliberation import drawing, queries
from assemblies.deliberation.models import Contribution

register = template.Library()


@register.simple_tag(takes_context=True)
def contribution(context: Any, c: Contribution | queries.Said) -> SafeString:
    said = queries.said(c) if isinstance(c, Contribution) else c
    proposer, may_hide = context["proposal"].author_id, bool(context.get("may_hide"))
    return drawing.contribution(said, proposer=proposer, may_hide=may_hide, reader=_reader(context))


def _reader(context: Any) -> int | None:
    # A live message is drawn for everyone at once, and has no request; a visitor is nobody's row.
    request = context.get("request")
    return (request.user.pk or 0) if request is not None else None
