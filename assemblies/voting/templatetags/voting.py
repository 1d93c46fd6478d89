# SPDX-License-Identifier: AGPL-3.0-or-later
"""{% my_votes user %}: the ballots that a person took part in, for that person's own page."""

from typing import Any

from django import template

from assemblies.people.models import Person
from assemblies.voting import queries, taken

register = template.Library()
MOST = 50


@register.inclusion_tag("voting/_my_votes.html")
def my_votes(person: Person) -> dict[str, Any]:
    return {"votes": [(vote, taken.told(vote)) for vote in taken.named(queries.votes_by(person))[:MOST]]}
