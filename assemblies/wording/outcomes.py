# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why a count came out as it did: the law's own tables once more, marked for whoever gathers texts to translate."""

from django.utils.translation import gettext_noop

from assemblies.wording.told import choosing, ranking, sharing, transferring

PEOPLE_BUT_NOT_PLACES = gettext_noop(
    "Not adopted: {share} of those who chose yes or no said yes, but only {value} of {total} places did;"
    " at least {needed} were needed."
)
"""What the law says in two sentences ("assemblies_against" and "people_for"), in one for whoever reads the result."""

YES_OR_NO = {
    "no_quorum": gettext_noop(
        "No quorum, because {value} took part and at least {needed} of {seats} had to."
    ),
    "no_quorum_affirmative": gettext_noop(
        "No quorum, because {value} voted “{yes}” and at least {needed} of {seats} had to."
    ),
    "nobody": gettext_noop("Rejected, because nobody voted “{yes}” or “{no}”."),
    "equal": gettext_noop("Rejected, because equally many voted “{yes}” and “{no}” ({value} each)."),
    "adopted_over_cast": gettext_noop(
        "Adopted, because {value} voted “{yes}” and {against} “{no}”;"
        " at least {needed} of these {cast} were needed."
    ),
    "adopted_over_cast_half": gettext_noop(
        "Adopted, because {value} voted “{yes}” and {against} “{no}”;"
        " more than half were needed: at least {needed} of these {cast}."
    ),
    "adopted_at_cast": gettext_noop(
        "Adopted, because {value} voted “{yes}” and {against} “{no}”;"
        " at least {needed} of these {cast} were needed."
    ),
    "adopted_over_seats": gettext_noop(
        "Adopted, because {value} voted “{yes}” and {against} “{no}”;"
        " at least {needed} of all {seats} who may vote were needed."
    ),
    "adopted_over_seats_half": gettext_noop(
        "Adopted, because {value} voted “{yes}” and {against} “{no}”;"
        " more than half of all who may vote were needed: at least {needed} of {seats}."
    ),
    "adopted_at_seats": gettext_noop(
        "Adopted, because {value} voted “{yes}” and {against} “{no}”;"
        " at least {needed} of all {seats} who may vote were needed."
    ),
    "rejected_over_cast": gettext_noop(
        "Rejected, because {value} voted “{yes}” and {against} “{no}”;"
        " at least {needed} of these {cast} were needed."
    ),
    "rejected_over_cast_half": gettext_noop(
        "Rejected, because {value} voted “{yes}” and {against} “{no}”;"
        " more than half were needed: at least {needed} of these {cast}."
    ),
    "rejected_at_cast": gettext_noop(
        "Rejected, because {value} voted “{yes}” and {against} “{no}”;"
        " at least {needed} of these {cast} were needed."
    ),
    "rejected_over_seats": gettext_noop(
        "Rejected, because {value} voted “{yes}” and {against} “{no}”;"
        " at least {needed} of all {seats} who may vote were needed."
    ),
    "rejected_over_seats_half": gettext_noop(
        "Rejected, because {value} voted “{yes}” and {against} “{no}”;"
        " more than half of all who may vote were needed: at least {needed} of {seats}."
    ),
    "rejected_at_seats": gettext_noop(
        "Rejected, because {value} voted “{yes}” and {against} “{no}”;"
        " at least {needed} of all {seats} who may vote were needed."
    ),
    "adopted_at_cast_none": gettext_noop(
        "Adopted, because {value} voted “{yes}” and {against} “{no}”,"
        " and the rule asks for no vote “{yes}” at all."
    ),
    "adopted_at_seats_none": gettext_noop(
        "Adopted, because {value} voted “{yes}” and {against} “{no}”,"
        " and the rule asks for no vote “{yes}” at all."
    ),
    "rejected_over_cast_all": gettext_noop(
        "Rejected, because {value} voted “{yes}” and {against} “{no}”,"
        " and the rule asks for more than all of these, which can never be reached."
    ),
    "rejected_over_seats_all": gettext_noop(
        "Rejected, because {value} voted “{yes}” and {against} “{no}”,"
        " and the rule asks for more than all {seats} who may vote, which can never be reached."
    ),
    "weigh_no_quorum": gettext_noop(
        "No quorum, because the votes cast weigh {value} of {seats}; at least {bound} was needed."
    ),
    "weigh_no_quorum_affirmative": gettext_noop(
        "No quorum, because the votes “{yes}” weigh {value} of {seats}; at least {bound} was needed."
    ),
    "weigh_equal": gettext_noop(
        "Rejected, because the votes “{yes}” and “{no}” weigh the same ({value} each)."
    ),
    "weigh_adopted_over": gettext_noop(
        "Adopted, because the votes “{yes}” weigh {value} and those “{no}” {against};"
        " more than {bound} was needed."
    ),
    "weigh_adopted_at": gettext_noop(
        "Adopted, because the votes “{yes}” weigh {value} and those “{no}” {against};"
        " at least {bound} was needed."
    ),
    "weigh_rejected_over": gettext_noop(
        "Rejected, because the votes “{yes}” weigh {value} and those “{no}” {against};"
        " more than {bound} was needed."
    ),
    "weigh_rejected_at": gettext_noop(
        "Rejected, because the votes “{yes}” weigh {value} and those “{no}” {against};"
        " at least {bound} was needed."
    ),
    "assemblies_for": gettext_noop(
        "Of the places “{yes}” won {value} of {total}; at least {needed} were needed."
    ),
    "assemblies_against": gettext_noop(
        "Rejected, because of the places “{yes}” won only {value} of {total}; at least {needed} were needed."
    ),
    "assemblies_few": gettext_noop(
        "Of the places “{yes}” won only {value} of {total}; at least {needed} were needed."
    ),
    "weight_for": gettext_noop(
        "The places that “{yes}” won weigh {value} of {total}; more than {bound} was needed."
    ),
    "weight_against": gettext_noop(
        "Rejected, because the places that “{yes}” won weigh only {value} of {total};"
        " more than {bound} was needed."
    ),
    "weight_few": gettext_noop(
        "The places that “{yes}” won weigh only {value} of {total}; more than {bound} was needed."
    ),
    "people_for": gettext_noop("Of the people {value} voted “{yes}” and {against} “{no}”, which was enough."),
}

SENTENCES: dict[str, str] = {
    **YES_OR_NO,
    **choosing.SENTENCES,
    **ranking.SENTENCES,
    **transferring.SENTENCES,
    **sharing.SENTENCES,
}
