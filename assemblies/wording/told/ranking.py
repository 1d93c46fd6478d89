# SPDX-License-Identifier: AGPL-3.0-or-later
"""What governance.tallies.told.ranking says, marked with gettext_noop; and what that family of counts refuses."""

from django.utils.translation import gettext_noop

SENTENCES: dict[str, str] = {
    "ranked_alone": gettext_noop("“{option}” won, because it was the only option."),
    "ranked_beats_all": gettext_noop(
        "“{option}” won, because against each other option more voters ranked it higher; closest was"
        " “{other}”, {value} to {against}."
    ),
    "ranked_nobody": gettext_noop("Nobody ranked one option above another."),
    "ranked_tied": gettext_noop("Tied between {options}, because there is no order for ties."),
    "ranked_tie_order": gettext_noop("“{option}” won, because the order for ties names it first of them."),
    "ranked_order_alone": gettext_noop("“{option}” won by the order for ties alone."),
    "ranked_behind": gettext_noop("Further down nothing tells {options} apart, so they share a place."),
    "ranked_behind_order": gettext_noop(
        "Further down nothing tells {options} apart, so they stand as the order for ties has them."
    ),
    "schulze_won": gettext_noop(
        "“{option}” won, because along the strongest chains of comparisons it is ahead of each other"
        " option, though it does not win against each of them directly; closest was “{other}”, with"
        " {value} votes on the weakest step there and {against} on the weakest step back."
    ),
    "schulze_equal": gettext_noop(
        "Along the strongest chains of comparisons none of {options} is ahead of another, and no other"
        " option is ahead of them."
    ),
    "ranked_pairs_unbeaten": gettext_noop(
        "“{option}” won, because no other option won against it, though it did not win"
        " against each of them either."
    ),
    "ranked_pairs_won": gettext_noop(
        "“{option}” won, because none of the comparisons that were kept is against it: of {total}, taken"
        " from the clearest down, {value} were kept, and the others would have closed a circle with"
        " clearer or equally clear ones."
    ),
    "ranked_pairs_equal": gettext_noop("None of the comparisons that were kept is against any of {options}."),
    "ranked_pairs_none": gettext_noop(
        "Comparisons that were equally clear and contradicted each other: {value}; none of them was kept,"
        " because there is no order for ties."
    ),
    "ranked_pairs_order": gettext_noop(
        "Comparisons that were equally clear and contradicted each other: {value}; they were taken by the"
        " order for ties."
    ),
    "irv_at_once": gettext_noop(
        "“{option}” won, because {value} of the {total} votes named it first: more than half."
    ),
    "irv_won": gettext_noop(
        "“{option}” won in round {round}, with {value} of the {total} votes that then still counted: more"
        " than half; the next had {against}."
    ),
    "irv_last": gettext_noop("“{option}” won in round {round}, the last one left, with {value} votes."),
    "irv_stopped": gettext_noop(
        "The count stopped tied in round {round}, because {options} had equally few votes ({value} each),"
        " in every earlier round too, it makes a difference to who wins which of them leaves, and there is"
        " no order for ties."
    ),
    "irv_unexplored": gettext_noop(
        "The count stopped tied in round {round}, because {options} had equally few votes ({value} each),"
        " in every earlier round too, there are too many ways to tell these and later equals apart to look"
        " at all of them, and there is no order for ties."
    ),
    "irv_however": gettext_noop(
        "In round {round} nothing tells {options} apart, who have fewest votes; whoever of them leaves,"
        " “{option}” wins. The rounds from there on show one of these ways: the list of options, taken as"
        " an order for ties."
    ),
    "irv_listed": gettext_noop(
        "In round {round} nothing tells {options} apart either, who have fewest votes; here “{option}”"
        " leaves, which the list of options names last of them."
    ),
    "irv_any_order": gettext_noop(
        "In which order {options} stand would depend on who leaves first, so they share a place."
    ),
    "irv_exhausted": gettext_noop("Votes that ranked nobody who was still in: {value}."),
    "irv_earlier": gettext_noop(
        "In round {round} {options} had equally few votes; “{option}” left, because it had fewest of them"
        " ({value}) in round {earlier}."
    ),
    "irv_more_equals": gettext_noop(
        "Rounds before these in which several had equally few votes: {value};"
        " the votes of the rounds before told who left, or else the order for ties."
    ),
    "irv_narrowed": gettext_noop(
        "In round {round} {others} had equally few votes, and of these {options} were equal and had fewest in"
        " the earlier rounds too; “{option}” left, because the order for ties names it last of them."
    ),
    "irv_tie_order": gettext_noop(
        "In round {round} {options} had equally few votes, and in every earlier round too; “{option}”"
        " left, because the order for ties names it last of them."
    ),
}
REFUSALS: frozenset[str] = frozenset(
    {
        gettext_noop("There is no option to rank."),
        gettext_noop("At most {most} options can be ranked."),
        gettext_noop('A vote is a list of ranks, best first, or "{abstain}".'),
        gettext_noop("Each rank has one option here: this way of counting has no equal ranks."),
        gettext_noop("A rank names at least one option."),
        gettext_noop('There is no option "{option}" here.'),
        gettext_noop('The option "{option}" is ranked twice.'),
    }
)
