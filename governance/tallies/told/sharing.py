# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences on sharing out a pot: which projects are funded."""

SENTENCES: dict[str, str] = {
    "shared_nobody": "Nothing is funded, because nobody chose any project.",
    "shared_funded": "{options} are funded, for {spent} of the {pot} in the pot.",
    "shared_funded_one": "“{option}” is funded, for {spent} of the {pot} in the pot.",
    "shared_tied": "It is uncertain whether {options} would be funded, because of projects that came out "
    "equal, and there is no order for ties.",
    "shared_dearer": "{options} cost more than the {pot} in the pot, and cannot be funded.",
    "shared_dearer_one": "“{option}” costs more than the {pot} in the pot, and cannot be funded.",
    "greedy_first": "The pot paid first for what most people chose.",
    "greedy_none": "Nothing is funded, because nothing that was chosen fits into the {pot} in the pot.",
    "greedy_few_all": "Nothing is funded, because nothing that was chosen reached the minimum of {value}.",
    "greedy_none_enough": "Nothing is funded, because nothing that reached the minimum of {value} fits into the {pot} in"
    " the pot.",
    "greedy_order": "As many chose each of {options}; the pot could not pay for all of them, and the order "
    "for ties names “{option}” first.",
    "greedy_skipped": "What was left when it was their turn did not pay for {options}.",
    "greedy_stopped": "The count ended where the pot no longer paid for the next project, so it did not pay for"
    " {options}.",
    "greedy_few": "Fewer than the {value} that were needed chose {options}.",
    "mes_shared": "The {pot} in the pot was shared equally among those who voted ({value}), and each project was "
    "paid for by those who chose it.",
    "mes_added": "Everyone was then given {added} more to spend; with one more still, {value} would have "
    "been spent, which is more than the pot holds.",
    "mes_not_added": "Nobody was given more to spend: with one more each, {value} would have been spent, which"
    " is more than the pot holds.",
    "mes_added_all": "Everyone was then given {added} more to spend, which was enough for everything that "
    "anyone chose and the pot can pay for.",
    "mes_none": "Nothing is funded, because no project was chosen by enough people to pay for it together.",
    "mes_order": "{options} cost those who chose them equally much; the order for ties names “{option}” "
    "first.",
    "mes_orders": "So many times projects cost those who chose them equally much, and the order for ties "
    "said which came first: {value}.",
    "mes_ways": "What is funded is uncertain, because so many projects cost those who chose them equally "
    "much, and there is no order for ties.",
    "mes_unpaid": "Those who chose it had too little left to pay for {options}.",
}
