# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences on choosing among options by one mark each: plurality, approval, score, dots, and consent."""

SENTENCES: dict[str, str] = {
    "chosen": "{options} were chosen.",
    "chosen_one": "“{option}” was chosen.",
    "choosing_alone": "“{option}” won, because it was the only option.",
    "choosing_all": "{options} won, because there were no more options than places.",
    "choosing_nobody": "Nobody chose anything.",
    "choosing_tied": "Tied between {options}, because there is no order for ties.",
    "choosing_tie_order": "“{option}” won, because the order for ties names it first of them.",
    "choosing_tie_order_several": "{options} won, because the order for ties names them first of these.",
    "choosing_order_alone": "“{option}” won by the order for ties alone.",
    "choosing_order_alone_several": "{options} won by the order for ties alone.",
    "choosing_behind": "{options} are equal, and share a place.",
    "choosing_behind_order": "{options} are equal, and stand as the order for ties has them.",
    "plurality_won": "“{option}” won, because {value} of {total} chose it, more than any other.",
    "plurality_equal": "{options} were each chosen by {value} of {total}, and no other by more.",
    "approval_won": "“{option}” won, because {value} of {total} approved it, more than any other.",
    "approval_several": "{options} won, because at least {value} of {total} approved each of them, and no"
    " other was approved by more than {against}.",
    "approval_equal": "{options} were each approved by {value} of {total}, and there are places for some of"
    " them only.",
    "approval_none": "Nobody approved any of {options}, and there are places for some of them only.",
    "score_won": "“{option}” won, with {value} points, more than any other.",
    "score_equal": "{options} have {value} points each, and no other has more.",
    "dots_won": "“{option}” won, with {value} of {total} dots, more than any other.",
    "dots_equal": "{options} have {value} of {total} dots each, and no other has more.",
    "consent_adopted": "Adopted, because nobody objected; agreeing: {value}.",
    "consent_objection": "Sent back to be talked about, because one objection is enough; objecting: {value},"
    " agreeing: {agree}.",
    "consent_agreed": "Adopted: {value} agreed, nobody objected.",
    "consent_agreed_aside": "Adopted: {value} agreed, {aside} stood aside, nobody objected.",
    "consent_objected": "Sent back to be talked about: {value} objected, and one objection is enough; {agree} agreed.",
    "consent_objected_aside": "Sent back to be talked about: {value} objected, and one objection is enough; {agree}"
    " agreed, {aside} stood aside.",
    "consent_nobody": "Rejected, because nobody objected, but nobody agreed either.",
    "consent_aside": "Standing aside: {value}.",
    "spav_weights": "An approval counted whole until one of those that the same voter approved had won,"
    " then half, then a third, and so on.",
    "spav_elected": "In round {round} “{option}” won, with {value}; the next had {against}.",
    "spav_order": "In round {round} {options} had {value} each; “{option}” won, because the order for"
    " ties names it first of them.",
    "spav_together": "In round {round} {options} had {value} each, and all of them won, whoever goes first.",
    "spav_however": "In round {round} {options} had {value} each; whoever of them goes first, {others} won.",
    "spav_stopped": "The count stopped tied in round {round}, because {options} had {value} each, it makes"
    " a difference to who wins which of them goes first, and there is no order for ties.",
    "spav_unexplored": "The count stopped tied in round {round}, because {options} had {value} each, there"
    " are too many ways to tell these and later equals apart to look at all of them, and"
    " there is no order for ties.",
    "spav_certain": "However that is resolved, {options} won.",
}
