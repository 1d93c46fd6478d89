# SPDX-License-Identifier: AGPL-3.0-or-later
"""{% my_proposals user %}: what a person raised, drafts first, for that person's own page."""

from typing import Any

from django import template

from assemblies.people.models import Person
from assemblies.proposals import queries

register = template.Library()


@register.inclusion_tag("proposals/_my_proposals.html")
def my_proposals(person: Person) -> dict[str, Any]:
    return {"raised": queries.raised_by(person)}
