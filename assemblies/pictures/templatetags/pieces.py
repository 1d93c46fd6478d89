# SPDX-License-Identifier: AGPL-3.0-or-later
"""{% piece "front/_stage.html" stage=row.stage %}: a template drawn from these facts alone, and drawn only once."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from assemblies import pieces

register = template.Library()


@register.simple_tag
def piece(template: str, /, **facts: Any) -> SafeString:
    return pieces.piece(template, **facts)
