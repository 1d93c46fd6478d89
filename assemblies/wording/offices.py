# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who holds a power, in words, from the law's table of powers."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from governance import powers
from governance.powers import Office, Power
from governance.scales import Place

SAYS: dict[Office, str] = {
    Office.PUBLIC: gettext_noop("anyone"),
    Office.PERSON: gettext_noop("anyone who is signed in"),
    Office.AUTHOR: gettext_noop("the author of the proposal"),
    Office.PEOPLE: gettext_noop("people who live in one of its places"),
    Office.MEMBER: gettext_noop("people whose home seat is here"),
    Office.DELEGATE: gettext_noop("its delegates"),
    Office.FACILITATOR: gettext_noop("its facilitators"),
    Office.AUDITOR: gettext_noop("its auditors"),
    Office.OBSERVER: gettext_noop("its observers"),
    Office.OPERATOR: gettext_noop("whoever runs this instance"),
}


def who_could(power: Power, place: Place) -> str:
    """Who holds a power at a place in the nesting: "people whose home seat is here or its observers"."""
    held = powers.holders(power, place)
    names = [_(SAYS[office]) for office in Office if office in held]
    if not names:
        return _("nobody")
    if len(names) == 1:
        return names[0]
    return _("%(names)s or %(last)s") % {"names": _(", ").join(names[:-1]), "last": names[-1]}
