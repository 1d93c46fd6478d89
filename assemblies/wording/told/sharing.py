# SPDX-License-Identifier: AGPL-3.0-or-later
"""What governance.tallies.told.sharing says, marked with gettext_noop; and what that family of counts refuses."""

from django.utils.translation import gettext_noop

SENTENCES: dict[str, str] = {
    "shared_nobody": gettext_noop("Nothing is funded, because nobody chose any project."),
    "shared_funded": gettext_noop("{options} are funded, for {spent} of the {pot} in the pot."),
    "shared_funded_one": gettext_noop("“{option}” is funded, for {spent} of the {pot} in the pot."),
    "shared_tied": gettext_noop(
        "It is uncertain whether {options} would be funded, because of projects that came out "
        "equal, and there is no order for ties."
    ),
    "shared_dearer": gettext_noop("{options} cost more than the {pot} in the pot, and cannot be funded."),
    "shared_dearer_one": gettext_noop(
        "“{option}” costs more than the {pot} in the pot, and cannot be funded."
    ),
    "greedy_first": gettext_noop("The pot paid first for what most people chose."),
    "greedy_none": gettext_noop(
        "Nothing is funded, because nothing that was chosen fits into the {pot} in the pot."
    ),
    "greedy_few_all": gettext_noop(
        "Nothing is funded, because nothing that was chosen reached the minimum of {value}."
    ),
    "greedy_none_enough": gettext_noop(
        "Nothing is funded, because nothing that reached the minimum of {value} fits into the {pot} in"
        " the pot."
    ),
    "greedy_order": gettext_noop(
        "As many chose each of {options}; the pot could not pay for all of them, and the order "
        "for ties names “{option}” first."
    ),
    "greedy_skipped": gettext_noop("What was left when it was their turn did not pay for {options}."),
    "greedy_stopped": gettext_noop(
        "The count ended where the pot no longer paid for the next project, so it did not pay for {options}."
    ),
    "greedy_few": gettext_noop("Fewer than the {value} that were needed chose {options}."),
    "mes_shared": gettext_noop(
        "The {pot} in the pot was shared equally among those who voted ({value}), and each project was "
        "paid for by those who chose it."
    ),
    "mes_added": gettext_noop(
        "Everyone was then given {added} more to spend; with one more still, {value} would have "
        "been spent, which is more than the pot holds."
    ),
    "mes_not_added": gettext_noop(
        "Nobody was given more to spend: with one more each, {value} would have been spent, which"
        " is more than the pot holds."
    ),
    "mes_added_all": gettext_noop(
        "Everyone was then given {added} more to spend, which was enough for everything that "
        "anyone chose and the pot can pay for."
    ),
    "mes_none": gettext_noop(
        "Nothing is funded, because no project was chosen by enough people to pay for it together."
    ),
    "mes_order": gettext_noop(
        "{options} cost those who chose them equally much; the order for ties names “{option}” first."
    ),
    "mes_orders": gettext_noop(
        "So many times projects cost those who chose them equally much, and the order for ties "
        "said which came first: {value}."
    ),
    "mes_ways": gettext_noop(
        "What is funded is uncertain, because so many projects cost those who chose them equally "
        "much, and there is no order for ties."
    ),
    "mes_unpaid": gettext_noop("Those who chose it had too little left to pay for {options}."),
}
REFUSALS: frozenset[str] = frozenset(
    {
        gettext_noop("There is no project to fund."),
        gettext_noop("A pot can be shared out among at most {most} projects."),
        gettext_noop('What "{option}" costs is missing.'),
        gettext_noop('A vote is a list of projects, an object from project to points, or "{abstain}".'),
        gettext_noop('The project "{option}" is chosen twice.'),
        gettext_noop('There is no project "{option}" here.'),
        gettext_noop('A "minimum" belongs to the variant "threshold", and only to that.'),
    }
)
