# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the registry does, by what it is for; called as `operations.<verb>` whichever module it is in."""

from assemblies.registry.operations.adding import add_matter, add_means, add_place
from assemblies.registry.operations.allotments import Overdrawn, draw, give_back, set_allotment
from assemblies.registry.operations.coming_in import (
    INVITATION_DAYS,
    NotInvited,
    accept_invitation,
    begin_network,
    digest_of,
    end_invitation,
    found_first,
    founders_link,
    invite,
)
from assemblies.registry.operations.facilitating import (
    NotAtHome,
    NotVacant,
    name_facilitator,
    seat_first,
    take_up,
)
from assemblies.registry.operations.founding import Founding, found_assembly, found_many, found_network
from assemblies.registry.operations.nestings import BadNesting, amend_assembly, take_snapshot
from assemblies.registry.operations.seats import (
    NotGiven,
    Seated,
    end_grant,
    enrol,
    freeze_homes,
    grant,
    leave_for_good,
    leave_seat,
    take_home_seat,
    take_seat,
)

__all__ = [
    "INVITATION_DAYS",
    "BadNesting",
    "Founding",
    "NotAtHome",
    "NotGiven",
    "NotInvited",
    "NotVacant",
    "Overdrawn",
    "Seated",
    "accept_invitation",
    "add_matter",
    "add_means",
    "add_place",
    "amend_assembly",
    "begin_network",
    "digest_of",
    "draw",
    "end_grant",
    "end_invitation",
    "enrol",
    "found_assembly",
    "found_first",
    "found_many",
    "found_network",
    "founders_link",
    "freeze_homes",
    "give_back",
    "grant",
    "invite",
    "leave_for_good",
    "leave_seat",
    "name_facilitator",
    "seat_first",
    "set_allotment",
    "take_home_seat",
    "take_seat",
    "take_snapshot",
    "take_up",
]
