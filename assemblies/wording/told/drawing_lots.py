# SPDX-License-Identifier: AGPL-3.0-or-later
"""What governance.sortition and governance.lotteries refuse, marked with gettext_noop."""

from django.utils.translation import gettext_noop

REFUSALS = frozenset(
    {
        gettext_noop("A draw fills from 1 to {most} places."),
        gettext_noop("Of “{category}” at least {least} and at most {most} cannot be."),
        gettext_noop("“{feature}”: at least {least} in all are more than the {places} places."),
        gettext_noop("“{feature}”: at most {most} in all do not fill the {places} places."),
        gettext_noop(
            "{people} would serve, and {places} places are to be filled. Fewer places would do, or more people."
        ),
        gettext_noop(
            "“{feature}”: at least {least} of “{category}” are asked for, and {there} would serve."
            " At least {there} would do, or more people."
        ),
        gettext_noop(
            "Each quota can be met, but not all of them together. It would do to ask for at least {now} instead of"
            " {was} of “{category}” ({feature}), and to change {others} more."
        ),
        gettext_noop(
            "Each quota can be met, but not all of them together. It would do to allow at most {now} instead of"
            " {was} of “{category}” ({feature}), and to change {others} more."
        ),
        gettext_noop("No lottery was found in the time there is for it."),
        gettext_noop("The shares of the panels do not make a lottery."),
        gettext_noop("A panel holds at least one ticket."),
        gettext_noop("Panel {number} does not meet the quotas."),
        gettext_noop("The panels hold {tickets} tickets in all."),
        gettext_noop("Only who was drawn can decline."),
        gettext_noop("A root is 64 hexadecimal digits."),
        gettext_noop("A panel is made of people of the pool."),
        gettext_noop("{id} stands twice."),
        gettext_noop("A draw is made from at most {most} people."),
        gettext_noop("Choose one of these for “{feature}”."),
        gettext_noop("There may be {most} features."),
        gettext_noop("A feature has from 1 to {most} categories."),
    }
)
