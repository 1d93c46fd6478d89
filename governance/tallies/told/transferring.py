# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences on votes that are transferred: who is elected by the single transferable vote."""

SENTENCES: dict[str, str] = {
    "stv_all": "{options} won, because there were no more options than places.",
    "stv_nobody": "Nobody ranked any option.",
    "stv_order_alone_one": "“{option}” won by the order for ties alone.",
    "stv_order_alone": "{options} won by the order for ties alone.",
    "stv_quota_one": "There was one place to fill, and {value} of {total} votes were enough for it.",
    "stv_quota": "There were {places} places to fill, and {value} of {total} votes were enough for one.",
    "stv_reached_one": "“{option}” won in round {round}, with {value} votes.",
    "stv_reached": "In round {round} {options} had enough votes and won.",
    "stv_filled_one": "“{option}” won in round {round}, with {value} votes, because no more were still in than there"
    " were places left.",
    "stv_filled": "In round {round} {options} won, because no more were still in than there were places left.",
    "stv_earlier_last": "In round {round} {options} had equally few votes; “{option}” left, because it had fewest of"
    " them ({value}) in round {earlier}.",
    "stv_order_last": "In round {round} {options} had equally few votes, and in every earlier round too; “{option}”"
    " left, because the order for ties names it last of them.",
    "stv_earlier_surplus": "In round {round} {options} had equally many votes more than enough; those of “{option}”"
    " were passed on first, because it had most of them ({value}) in round {earlier}.",
    "stv_order_surplus": "In round {round} {options} had equally many votes more than enough, and equally many in every"
    " earlier round too; those of “{option}” were passed on first, because the order for"
    " ties names it first of them.",
    "stv_stopped_last": "The count stopped tied in round {round}, because {options} had equally few votes ({value}"
    " each), nothing earlier told them apart, it makes a difference to who wins which of them leaves, and there is no"
    " order for ties.",
    "stv_stopped_surplus": "The count stopped tied in round {round}, because {options} had equally many votes"
    " ({value} each), more than enough, nothing earlier told them apart, it makes a difference to who wins whose are"
    " passed on first, and there is no order for ties.",
    "stv_unexplored_last": "The count stopped tied in round {round}, because {options} had equally few votes ({value}"
    " each), nothing earlier told them apart, there are too many ways to tell these and later equals apart to look at"
    " all of them, and there is no order for ties.",
    "stv_unexplored_surplus": "The count stopped tied in round {round}, because {options} had equally many votes"
    " ({value} each), more than enough, nothing earlier told them apart, there are too many ways to tell these and"
    " later equals apart to look at all of them, and there is no order for ties.",
    "stv_however_last": "In round {round} nothing tells {options} apart, who have fewest votes ({value} each); whoever"
    " of them leaves, the same win. The rounds from there on show one of these ways: the list of options, taken as an"
    " order for ties.",
    "stv_however_surplus": "In round {round} nothing tells {options} apart, who have equally many votes ({value} each),"
    " more than enough; whoever of them passes theirs on first, the same win. The rounds from there on show one of"
    " these ways: the list of options, taken as an order for ties.",
    "stv_listed_last": "In round {round} nothing tells {options} apart either, who have fewest votes; here “{option}”"
    " leaves, which the list of options names last of them.",
    "stv_listed_surplus": "In round {round} nothing tells {options} apart either, who have equally many votes more than"
    " enough; here those of “{option}” are passed on first, which the list of options names first of them.",
    "stv_certain": "However that is resolved, {options} won.",
    "stv_exhausted": "Votes that ranked nobody who was still in: {value}.",
    "stv_lost": "Votes lost because papers are counted to five decimal places: {value}.",
}
