# SPDX-License-Identifier: AGPL-3.0-or-later
"""{% contribution c %}: one contribution with its replies, as the proposal's page and live messages show it."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from assemblies.deliberation import drawing
from assemblies.deliberation.models import Contribution

register = template.Library()


@register.simple_tag(takes_context=True)
def contribution(context: Any, c: Contribution) -> SafeString:
    return drawing.contribution(
        c, proposer=context["proposal"].author_id, may_hide=bool(context.get("may_hide"))
    )
