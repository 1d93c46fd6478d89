# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the subsidiarity test says of effects."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assemblies.proposals.models import Proposal
from assemblies.registry import queries as registry
from assemblies.registry.models import Assembly, Means, Network
from governance import amounts, effects, placement
from governance.refusals import Refusal


def test(
    network: Network,
    *,
    raised_in: Assembly,
    matter: str,
    places: Mapping[str, Any],
    means: Mapping[str, Any],
    binding: bool,
) -> placement.Placement:
    """Run the subsidiarity test on effects as given: places by public id → share, means by code → amount.

    Raises the law's refusals for effects that cannot be read.
    """
    theta, delta = registry.theta_delta(network)
    known = registry.all_means(network) if means else {}
    asked = effects.Effects(
        places={key: _share(key, text) for key, text in places.items()},
        matter=matter,
        means={code: _amount(known, code, text) for code, text in means.items()},
        binding=binding,
    )
    nesting = registry.the_nesting(network)
    try:
        return placement.place(nesting, asked, raised_in.public_id, theta=theta, delta=delta)
    except Refusal as no:
        # The shell's input has them in a part of their own; here they are all.
        no.at = no.at.removeprefix("/effects")
        raise


def _share(key: str, text: Any) -> Fraction:
    return amounts.share(text, f"/places/{effects.pointer(key)}", above_zero=True)


def _amount(known: Mapping[str, Means], code: str, text: Any) -> Decimal:
    """An amount of a means that the network knows, with no more decimal places than it has."""
    at = f"/means/{effects.pointer(code)}"
    means = known.get(code)
    if means is None:
        raise effects.BadEffects(_("This network has no such means."), code="unknown", at=at)
    amount = amounts.amount(text, at)
    if amount >= 10**14:
        sentence = _("That is more of %(name)s than can be kept here.")
        raise effects.BadEffects(sentence % {"name": means.name}, code="too_much", at=at)
    if -int(amount.as_tuple().exponent) > means.decimal_places:
        sentence = ngettext(
            "%(name)s has at most %(n)s decimal place.",
            "%(name)s has at most %(n)s decimal places.",
            means.decimal_places,
        )
        raise effects.BadEffects(sentence % {"name": means.name, "n": means.decimal_places}, at=at)
    return amount


def test_of(of: Proposal) -> placement.Placement:
    """The test on a proposal's own effects as they are now."""
    return test(
        of.network,
        raised_in=of.raised_in,
        matter=of.matter,
        places=of.places,
        means=of.means,
        binding=of.binding,
    )
