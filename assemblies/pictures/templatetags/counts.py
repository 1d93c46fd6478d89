# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers and bars of counts in templates.

{% amount n %}          a sum of votes; where it is rounded, the exact one goes with it as data
{% duel pair %}         two options side by side (pictures.pairs.Pair)
"""

from fractions import Fraction

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from assemblies.pictures import pairs
from assemblies.wording import sums
from governance import amounts

register = template.Library()


@register.simple_tag
def amount(n: Fraction) -> SafeString:
    if sums.is_rounded(n):
        return format_html('<data value="{}">{}</data>', amounts.written(n), sums.shown(n))
    return format_html("{}", sums.shown(n))


@register.simple_tag
def duel(pair: pairs.Pair) -> SafeString:
    return mark_safe(pairs.duel(pair))  # nosec B308 B703
