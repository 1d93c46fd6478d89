# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form that raises or changes a proposal: what was typed is kept, and each no stands beside its field."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assemblies import numerals, wording, writing
from assemblies.proposals.models import Proposal
from assemblies.proposals.operations import Content
from assemblies.registry.models import Means, Network
from governance import amounts, terms
from governance.refusals import Refusal

SHARES = (
    ("1", gettext_lazy("all of it")),
    ("1/2", gettext_lazy("about half")),
    ("1/3", gettext_lazy("about a third")),
    ("1/10", gettext_lazy("about a tenth")),
    ("other", gettext_lazy("another share")),
)
MOST_PLACES = 300
"""Each has three fields, and a claim can leave a wider place as its many parts."""
LENGTHS = {"title": (5, 160), "summary": (10, 600), "text": (0, 40_000)}


@dataclass
class Share:
    """How much of one place is touched, as picked: one of SHARES, and per cent in `other` where that is meant."""

    choice: str = ""
    other: str = ""


@dataclass
class Lasting:
    """For how long it binds, as picked: "months" or "day", or neither, and what was typed beside these."""

    choice: str = ""
    months: str = ""
    day: str = ""


@dataclass
class Typed:
    """Everything typed so far, `places` by public id and `means` by code, and `errors` by field.

    Fields are title, summary, text, matter, lasts, places, share-<id> and means-<code>.
    """

    title: str = ""
    summary: str = ""
    text: str = ""
    matter: str = ""
    binding: bool = True
    lasts: Lasting = field(default_factory=Lasting)
    places: dict[str, Share] = field(default_factory=dict)
    means: dict[str, str] = field(default_factory=dict)
    words: str = ""
    around: str = ""
    """Public id of the place that the map shows the inside of; one's own town or the like where empty."""
    errors: dict[str, str] = field(default_factory=dict)
    called: dict[str, str] = field(default_factory=dict)
    """Names of means by code, once the form was read."""

    @property
    def refused(self) -> list[tuple[str, str, str]]:
        """Every no in the order of the form: the id of its field, what the field is called, the sentence."""
        fields = {
            "title": ("f-title", _("In one line")),
            "summary": ("f-summary", _("In two or three sentences")),
            "text": ("f-text", _("In full")),
            "places": ("r-where", _("Which places it touches")),
            **{f"share-{key}": (f"s-{key}", _("How much of a place")) for key in self.places},
            "matter": ("f-matter", _("The matter")),
            "lasts": ("f-lasts", _("For how long")),
            **{
                f"means-{code}": (f"m-{code}", self.called.get(code, _("What it uses up")))
                for code in self.means
            },
        }
        return [(*fields[name], self.errors[name]) for name in fields if name in self.errors]

    def refuse(self, no: Refusal) -> None:
        """Put a refusal beside the field that it points at."""
        steps = no.at.removeprefix("/effects").split("/")[1:]
        name = steps[0] if steps else ""
        if name == "places":
            name = f"share-{steps[1]}" if len(steps) > 1 and steps[1] in self.places else "places"
        if name == "means" and len(steps) > 1:
            name = f"means-{steps[1]}"
        known = name in (*LENGTHS, "matter", "lasts", "places") or name.startswith(("share-", "means-"))
        self.errors.setdefault(name if known else "places", wording.refusal(no))

    def _try(self, read: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        try:
            return read(*args, **kwargs)
        except Refusal as no:
            self.refuse(no)
            return None

    def read_words(self) -> None:
        """Check title, summary and text: every no at once."""
        for name, (least, most) in LENGTHS.items():
            self._try(
                writing.plain,
                getattr(self, name),
                at=f"/{name}",
                least=least,
                most=most,
                lines=name != "title",
            )

    def content(self, network: Network, means: Mapping[str, Means], language: str = "") -> Content:
        """What was typed as the operations take it; what could not be read is left out and in `errors`."""
        self.called = {code: row.name for code, row in means.items()}
        shares = {place: self._try(read_share, share, place) for place, share in self.places.items()}
        used = {
            code: self._try(read_amount, means[code], text)
            for code, text in self.means.items()
            if code in means
        }
        if not self.matter or not knows(network, self.matter):
            self.errors.setdefault("matter", _("Pick what it is about."))
        return Content(
            title=self.title,
            summary=self.summary,
            text=self.text,
            matter=self.matter,
            binding=self.binding,
            lasts=self._try(read_lasting, self.lasts) or "",
            places={place: share for place, share in shares.items() if share},
            means={code: amount for code, amount in used.items() if amount},
            language=language,
        )


def typed(data: QueryDict) -> Typed:
    """Read a sent form without judging it."""
    places = {}
    named = dict.fromkeys(place for place in data.getlist("place") if place.isascii() and place.isalnum())
    for place in islice(named, MOST_PLACES):
        places[place] = Share(
            data.get(f"share-{place}", "") or "1", data.get(f"other-{place}", "").strip()[:20]
        )
    prefix, sent = "means-", data.dict()
    found = Typed(
        title=data.get("title", ""),
        summary=data.get("summary", ""),
        text=data.get("text", ""),
        matter=data.get("matter", "").replace("\x00", ""),
        binding=data.get("binding", "yes") != "no",
        lasts=Lasting(*(data.get(name, "").strip()[:20] for name in ("lasts", "lasts-months", "lasts-day"))),
        places=places,
        means={
            key.removeprefix(prefix): str(sent[key]).strip()[:40] for key in sent if key.startswith(prefix)
        },
        words=data.get("q", "").replace("\x00", "").strip()[:80],
        around=data.get("around", "").replace("\x00", "")[:20],
    )
    if len(named) > MOST_PLACES:
        words = _("Only the first %(n)s places were kept. Name a wider place that holds them.")
        found.errors["places"] = words % {"n": wording.number(str(MOST_PLACES))}
    return found


def of_proposal(proposal: Proposal) -> Typed:
    """The form filled with a proposal as it stands."""
    return Typed(
        title=proposal.title,
        summary=proposal.summary,
        text=proposal.text,
        matter=proposal.matter,
        binding=proposal.binding,
        lasts=picked_lasting(proposal.lasts),
        places={place: picked(share) for place, share in proposal.places.items()},
        means=dict(proposal.means),
    )


def picked(share: str) -> Share:
    """The choice that stands for a kept share: one of the round ones, else its per cent."""
    value = Fraction(share)
    for choice, _words in SHARES[:-1]:
        if Fraction(choice) == value:
            return Share(choice)
    percent = amounts.written(value * 100)
    return Share("other", share if "/" in percent else percent)


def picked_lasting(lasts: str) -> Lasting:
    """The choice that stands for a kept term."""
    term = terms.read(lasts)
    if term.months is not None:
        return Lasting("months", months=str(term.months))
    return Lasting("day", day=lasts) if term.until else Lasting()


def read_lasting(picked: Lasting) -> str:
    """A picked term as the law reads it. Raises Refusal."""
    if picked.choice == "months":
        months = numerals.latin(picked.months)
        if not re.fullmatch(r"0*[1-9][0-9]{0,2}", months, re.ASCII) or int(months) > terms.MOST_MONTHS:
            sentence = _("Write for how many months it binds: a whole number from 1 to %(most)s.")
            raise Refusal(sentence % {"most": terms.MOST_MONTHS}, code="bad_term", at="/lasts")
        return f"P{int(months)}M"
    if picked.choice == "day":
        try:
            return date.fromisoformat(numerals.latin(picked.day)).isoformat()
        except ValueError:
            sentence = _("Pick the last day on which it binds, or write it like 2027-06-30.")
            raise Refusal(sentence, code="bad_term", at="/lasts") from None
    return terms.OPEN


def read_share(share: Share, place: str) -> str:
    """A picked share as the law reads it. Raises Refusal."""
    if share.choice != "other":
        known = {choice for choice, _words in SHARES}
        return share.choice if share.choice in known else "1"
    at = f"/places/{place}"
    other = numerals.latin(share.other)
    if "/" in other:
        amounts.share(other, at, above_zero=True)
        return other
    try:
        percent = Decimal(numerals.read(other, units="%", at=at) or 0)
    except numerals.NotANumber:
        percent = Decimal(0)
    if not 0 < percent <= 100 or percent.as_tuple().exponent < -6:  # type: ignore[operator]
        sentence = _(
            "Write how many in a hundred of its people it touches, such as 40 or 12.5: over 0, at most 100."
        )
        raise Refusal(sentence, code="bad_share", at=at)
    return format(percent / 100, "f")


def read_amount(means: Means, text: str) -> str:
    """An amount of a means as the law reads it, empty for none; its unit or code may be typed with it.

    Raises Refusal, and NotANumber for what is no number.
    """
    at = f"/means/{means.code}"
    plain = numerals.read(text, units=(means.unit, means.code), at=at, places=means.decimal_places)
    if not plain:
        return ""
    value = amounts.amount(plain, at)
    if -int(value.as_tuple().exponent) > means.decimal_places:
        words = _("Write a whole number.")
        if means.decimal_places:
            words = _("Write at most %(n)s digits after the point.") % {"n": means.decimal_places}
        raise Refusal(words, code="too_fine", at=at)
    return format(value, "f") if value else ""


def knows(network: Network, matter: str) -> bool:
    """Whether a network's tree has this matter; a network without a tree takes any."""
    return not network.matters or any(row["path"] == matter for row in network.matters)


def matters(network: Network) -> Iterable[tuple[str, str, int]]:
    """The tree of matters for a list to pick from: (path, name, depth), in the network's own order."""
    return [(row["path"], row["name"], row["path"].count("/")) for row in network.matters]
