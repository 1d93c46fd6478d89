# SPDX-License-Identifier: AGPL-3.0-or-later
"""What governance.tallies.told.choosing says, marked with gettext_noop; and what that family of counts refuses."""

from django.utils.translation import gettext_noop

SENTENCES: dict[str, str] = {
    "chosen": gettext_noop("{options} were chosen."),
    "chosen_one": gettext_noop("“{option}” was chosen."),
    "choosing_alone": gettext_noop("“{option}” won, because it was the only option."),
    "choosing_all": gettext_noop("{options} won, because there were no more options than places."),
    "choosing_nobody": gettext_noop("Nobody chose anything."),
    "choosing_tied": gettext_noop("Tied between {options}, because there is no order for ties."),
    "choosing_tie_order": gettext_noop("“{option}” won, because the order for ties names it first of them."),
    "choosing_tie_order_several": gettext_noop(
        "{options} won, because the order for ties names them first of these."
    ),
    "choosing_order_alone": gettext_noop("“{option}” won by the order for ties alone."),
    "choosing_order_alone_several": gettext_noop("{options} won by the order for ties alone."),
    "choosing_behind": gettext_noop("{options} are equal, and share a place."),
    "choosing_behind_order": gettext_noop("{options} are equal, and stand as the order for ties has them."),
    "plurality_won": gettext_noop(
        "“{option}” won, because {value} of {total} chose it, more than any other."
    ),
    "plurality_equal": gettext_noop(
        "{options} were each chosen by {value} of {total}, and no other by more."
    ),
    "approval_won": gettext_noop(
        "“{option}” won, because {value} of {total} approved it, more than any other."
    ),
    "approval_several": gettext_noop(
        "{options} won, because at least {value} of {total} approved each of them, and no"
        " other was approved by more than {against}."
    ),
    "approval_equal": gettext_noop(
        "{options} were each approved by {value} of {total}, and there are places for some of them only."
    ),
    "approval_none": gettext_noop(
        "Nobody approved any of {options}, and there are places for some of them only."
    ),
    "score_won": gettext_noop("“{option}” won, with {value} points, more than any other."),
    "score_equal": gettext_noop("{options} have {value} points each, and no other has more."),
    "dots_won": gettext_noop("“{option}” won, with {value} of {total} dots, more than any other."),
    "dots_equal": gettext_noop("{options} have {value} of {total} dots each, and no other has more."),
    "consent_adopted": gettext_noop("Adopted, because nobody objected; agreeing: {value}."),
    "consent_objection": gettext_noop(
        "Sent back to be talked about, because one objection is enough; objecting: {value},"
        " agreeing: {agree}."
    ),
    "consent_agreed": gettext_noop("Adopted: {value} agreed, nobody objected."),
    "consent_agreed_aside": gettext_noop("Adopted: {value} agreed, {aside} stood aside, nobody objected."),
    "consent_objected": gettext_noop(
        "Sent back to be talked about: {value} objected, and one objection is enough; {agree} agreed."
    ),
    "consent_objected_aside": gettext_noop(
        "Sent back to be talked about: {value} objected, and one objection is enough; {agree} agreed,"
        " {aside} stood aside."
    ),
    "consent_nobody": gettext_noop("Rejected, because nobody objected, but nobody agreed either."),
    "consent_aside": gettext_noop("Standing aside: {value}."),
    "spav_weights": gettext_noop(
        "An approval counted whole until one of those that the same voter approved had won,"
        " then half, then a third, and so on."
    ),
    "spav_elected": gettext_noop("In round {round} “{option}” won, with {value}; the next had {against}."),
    "spav_order": gettext_noop(
        "In round {round} {options} had {value} each; “{option}” won, because the order for"
        " ties names it first of them."
    ),
    "spav_together": gettext_noop(
        "In round {round} {options} had {value} each, and all of them won, whoever goes first."
    ),
    "spav_however": gettext_noop(
        "In round {round} {options} had {value} each; whoever of them goes first, {others} won."
    ),
    "spav_stopped": gettext_noop(
        "The count stopped tied in round {round}, because {options} had {value} each, it makes"
        " a difference to who wins which of them goes first, and there is no order for ties."
    ),
    "spav_unexplored": gettext_noop(
        "The count stopped tied in round {round}, because {options} had {value} each, there"
        " are too many ways to tell these and later equals apart to look at all of them, and"
        " there is no order for ties."
    ),
    "spav_certain": gettext_noop("However that is resolved, {options} won."),
}
REFUSALS: frozenset[str] = frozenset(
    {
        gettext_noop("There is no option to choose."),
        gettext_noop("There can be at most {most} options to choose among."),
        gettext_noop("There is at least one place to fill."),
        gettext_noop('A vote is one of the options, or "{abstain}".'),
        gettext_noop('A vote is a list of options, or "{abstain}".'),
        gettext_noop('A vote is an object of options with a whole number each, or "{abstain}".'),
        gettext_noop('The option "{option}" is chosen twice.'),
        gettext_noop('There is no option "{option}" here.'),
        gettext_noop("At most {most} dots can be placed, and here are {placed}."),
        gettext_noop("Dots are whole numbers, 0 or more."),
        gettext_noop("Points are whole numbers from {low} to {high}."),
        gettext_noop("A range is two whole numbers, the lower one first."),
        gettext_noop("Consent has two options: for it, and against it."),
        gettext_noop('A vote is "{agree}", "{aside}", "{object}" or "{abstain}".'),
    }
)
