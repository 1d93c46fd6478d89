# SPDX-License-Identifier: AGPL-3.0-or-later
"""What governance.tallies.told.ranking says, marked with gettext_noop; and what that family of counts refuses."""

from django.utils.translation import gettext_noop

SENTENCES: dict[str, str] = {}
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
