# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the subsidiarity test says: each of its codes as a sentence with names, amounts and shares in place."""

from django.utils.translation import gettext_noop

# The law's own codes once more, because whoever gathers texts for translation finds only what is marked. They
# differ from its plain English where a matter or a means has a name here, and where the law allows what this
# instance cannot carry out yet. A test holds codes and facts equal.
SENTENCES = {
    "remit_unlimited": gettext_noop("{name} may decide any matter."),
    "remit_given": gettext_noop("{name} may decide on “{matter}”, because its charter gives it “{given}”."),
    "remit_not_given": gettext_noop(
        "{name} may not decide on “{matter}”, because its charter does not give it that matter."
    ),
    "remit_none": gettext_noop(
        "{name} may not decide on “{matter}”, because its charter gives it no matters."
    ),
    "remit_kept": gettext_noop(
        "{name} may not decide on “{matter}”, because {keeper} keeps that matter for itself and"
        " all of {name} lies in {keeper}."
    ),
    "containment_all": gettext_noop("All the people affected live in {name}."),
    "containment_enough": gettext_noop(
        "{value} of the people affected live in {name}; at least {bound} must."
    ),
    "containment_few": gettext_noop(
        "Only {value} of the people affected live in {name}; at least {bound} must."
    ),
    "containment_no_one": gettext_noop("None of the people affected live in {name}."),
    "containment_empty": gettext_noop("Nobody lives in the places affected, and all of them lie in {name}."),
    "containment_empty_not": gettext_noop(
        "Nobody lives in the places affected, and not all of them lie in {name}."
    ),
    "spill_over_none": gettext_noop("No place outside {name} is affected."),
    "spill_over_little": gettext_noop(
        "Outside {name} the most affected place is {place}, with {value} of its people; up to"
        " {bound} is little enough."
    ),
    "spill_over_much": gettext_noop(
        "{place} lies outside {name}, and {value} of its people are affected; more than {bound} is too many."
    ),
    "means_nothing": gettext_noop("It uses up nothing of which {name} would have to give."),
    "means_within": gettext_noop("What it uses up ({asked}) is within what {name} may use."),
    "means_ceiling": gettext_noop(
        "It uses up {value}, more than the {bound} that one decision on “{matter}” may use in {name}."
    ),
    "means_allotment": gettext_noop("It uses up {value}, more than the {bound} that {name} has left."),
    "means_unkept": gettext_noop("It uses up {value}, of which {name} has nothing."),
    "means_quorum": gettext_noop("{name} has {value} members, fewer than its quorum of {bound}."),
    "necessity_none_smaller": gettext_noop("No smaller place can decide it."),
    "necessity_passed_over": gettext_noop(
        "Every smaller place that could decide it has recorded why it cannot ({names})."
    ),
    "necessity_own_reason": gettext_noop(
        '{name} has itself recorded why it cannot achieve the aim: "{reason}"'
    ),
    "necessity_silent": gettext_noop(
        "{smaller} is smaller, can decide it and has not recorded why it could not."
    ),
    "light": gettext_noop(
        "Decided in {name}, where it is raised, because it uses up nothing and binds nobody;"
        " it is shared with all."
    ),
    "raised_affected": gettext_noop(
        "No places are named, so all of {name}, where it is raised, counts as affected."
    ),
    "answer_only": gettext_noop("Decided in {name}, because {name} is the only place affected."),
    "answer_whole": gettext_noop(
        "Decided in {name}, because {name} is the place affected and no smaller place holds all of it."
    ),
    "answer_one": gettext_noop(
        "Decided in {name}, because the place affected ({places}) lies in {name} and no"
        " smaller place holds all of it."
    ),
    "answer_all": gettext_noop(
        "Decided in {name}, because the places affected ({places}) all lie in {name} and no"
        " smaller place holds {whole}."
    ),
    "answer_most": gettext_noop(
        "Decided in {name}, because {value} of the people affected ({places}) live in {name}"
        " and no smaller place holds enough of them."
    ),
    "answer_whole_passed": gettext_noop(
        "Decided in {name}, because {name} is the place affected and no smaller place that"
        " holds all of it can decide."
    ),
    "answer_one_passed": gettext_noop(
        "Decided in {name}, because the place affected ({places}) lies in {name} and no"
        " smaller place that holds all of it can decide."
    ),
    "answer_all_passed": gettext_noop(
        "Decided in {name}, because the places affected ({places}) all lie in {name} and no"
        " smaller place that holds {whole} can decide."
    ),
    "answer_most_passed": gettext_noop(
        "Decided in {name}, because {value} of the people affected ({places}) live in {name}"
        " and no smaller place that holds enough of them can decide."
    ),
    "nobody": gettext_noop("Nobody can decide this as it stands, so it stays a draft."),
    "nobody_remit": gettext_noop("Their charters do not let these decide on “{matter}”: {names}."),
    "nobody_containment": gettext_noop("Too few of the people affected live in: {names}."),
    "nobody_spill_over": gettext_noop("Too many people are affected outside of: {names}."),
    "nobody_means": gettext_noop("Without the means, or without enough members to decide: {names}."),
    "nobody_necessity": gettext_noop("Recorded themselves why they cannot achieve the aim: {names}."),
    "joint": gettext_noop(
        "By the rules these could decide it together, each passing the same text: {names}."
        " This instance cannot carry that out yet, so meanwhile it is decided in {name}."
    ),
    "joint_nobody": gettext_noop(
        "By the rules these could decide it together, each passing the same text: {names}."
        " This instance cannot carry that out yet, so meanwhile nobody can decide it."
    ),
}
