# SPDX-License-Identifier: AGPL-3.0-or-later
"""What governance.tallies.told.transferring says, marked with gettext_noop; and what that family of counts refuses."""

from django.utils.translation import gettext_noop

SENTENCES: dict[str, str] = {
    "stv_all": gettext_noop("{options} won, because there were no more options than places."),
    "stv_nobody": gettext_noop("Nobody ranked any option."),
    "stv_order_alone_one": gettext_noop("“{option}” won by the order for ties alone."),
    "stv_order_alone": gettext_noop("{options} won by the order for ties alone."),
    "stv_quota_one": gettext_noop(
        "There was one place to fill, and {value} of {total} votes were enough for it."
    ),
    "stv_quota": gettext_noop(
        "There were {places} places to fill, and {value} of {total} votes were enough for one."
    ),
    "stv_reached_one": gettext_noop("“{option}” won in round {round}, with {value} votes."),
    "stv_reached": gettext_noop("In round {round} {options} had enough votes and won."),
    "stv_filled_one": gettext_noop(
        "“{option}” won in round {round}, with {value} votes, because no more were still in than there"
        " were places left."
    ),
    "stv_filled": gettext_noop(
        "In round {round} {options} won, because no more were still in than there were places left."
    ),
    "stv_earlier_last": gettext_noop(
        "In round {round} {options} had equally few votes; “{option}” left, because it had fewest of"
        " them ({value}) in round {earlier}."
    ),
    "stv_order_last": gettext_noop(
        "In round {round} {options} had equally few votes, and in every earlier round too; “{option}”"
        " left, because the order for ties names it last of them."
    ),
    "stv_earlier_surplus": gettext_noop(
        "In round {round} {options} had equally many votes more than enough; those of “{option}”"
        " were passed on first, because it had most of them ({value}) in round {earlier}."
    ),
    "stv_order_surplus": gettext_noop(
        "In round {round} {options} had equally many votes more than enough, and equally many in every"
        " earlier round too; those of “{option}” were passed on first, because the order for"
        " ties names it first of them."
    ),
    "stv_stopped_last": gettext_noop(
        "The count stopped tied in round {round}, because {options} had equally few votes ({value} each),"
        " nothing earlier told them apart, it makes a difference to who wins which of them leaves, and"
        " there is no order for ties."
    ),
    "stv_stopped_surplus": gettext_noop(
        "The count stopped tied in round {round}, because {options} had equally many votes ({value} each),"
        " more than enough, nothing earlier told them apart, it makes a difference to who wins whose are"
        " passed on first, and there is no order for ties."
    ),
    "stv_unexplored_last": gettext_noop(
        "The count stopped tied in round {round}, because {options} had equally few votes ({value} each),"
        " nothing earlier told them apart, there are too many ways to tell these and later equals apart to"
        " look at all of them, and there is no order for ties."
    ),
    "stv_unexplored_surplus": gettext_noop(
        "The count stopped tied in round {round}, because {options} had equally many votes ({value} each),"
        " more than enough, nothing earlier told them apart, there are too many ways to tell these and"
        " later equals apart to look at all of them, and there is no order for ties."
    ),
    "stv_however_last": gettext_noop(
        "In round {round} nothing tells {options} apart, who have fewest votes ({value} each); whoever of"
        " them leaves, the same win. The rounds from there on show one of these ways: the list of options,"
        " taken as an order for ties."
    ),
    "stv_however_surplus": gettext_noop(
        "In round {round} nothing tells {options} apart, who have equally many votes ({value} each), more"
        " than enough; whoever of them passes theirs on first, the same win. The rounds from there on show"
        " one of these ways: the list of options, taken as an order for ties."
    ),
    "stv_listed_last": gettext_noop(
        "In round {round} nothing tells {options} apart either, who have fewest votes; here “{option}”"
        " leaves, which the list of options names last of them."
    ),
    "stv_listed_surplus": gettext_noop(
        "In round {round} nothing tells {options} apart either, who have equally many votes more than"
        " enough; here those of “{option}” are passed on first, which the list of options names first of"
        " them."
    ),
    "stv_certain": gettext_noop("However that is resolved, {options} won."),
    "stv_exhausted": gettext_noop("Votes that ranked nobody who was still in: {value}."),
    "stv_lost": gettext_noop("Votes lost because papers are counted to five decimal places: {value}."),
}
REFUSALS: frozenset[str] = frozenset(
    {
        gettext_noop("There is at least one place to fill."),
        gettext_noop(
            "At most {most} places are filled to the last fraction of a vote; the Scottish way fills more."
        ),
        gettext_noop("The weights of these votes make fractions that are too long to be reckoned exactly."),
    }
)
