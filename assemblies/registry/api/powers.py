# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what, for programs: the law's whole table in words."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import programs, shapes, wording
from assemblies.registry import table
from governance import powers
from governance.powers import Power
from governance.scales import Place


class Holders(shapes.Shape):
    """Who holds a power in one kind of place."""

    place = shapes.OneOf([place.value for place in Place])
    who = shapes.Text()


class PowerRow(shapes.Shape):
    """One power: what it does, who holds it where, and whether it can be given to one person for a term."""

    power = shapes.OneOf([power.value for power in Power])
    does = shapes.Text()
    holders = Holders(many=True)
    grantable = shapes.Flag()


class PowersShape(shapes.Shape):
    """The whole table, in the law's order."""

    powers = PowerRow(many=True)


class Powers(programs.Resource):
    """The table of powers."""

    power = Power.OPEN

    @programs.reads(PowersShape)
    def get(self, request: Request) -> Response:
        """Who may do what in which kind of place: the law's own table."""
        return self.tell(PowersShape, {"powers": [row(power) for power in powers.TABLE]})


def row(power: Power) -> dict[str, Any]:
    """One power as its row of the table tells it."""
    held = [{"place": place.value, "who": wording.who_could(power, place)} for place in powers.COLUMNS]
    does = _(table.DOES[power])
    return {"power": power.value, "does": does, "holders": held, "grantable": power in powers.GRANTABLE}
