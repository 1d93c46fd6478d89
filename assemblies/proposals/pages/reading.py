# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands behind a proposal's page: the numbers of its placement, and the versions of its text."""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.db.models.fields.json import KeyTransform
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from assemblies import wording, writing
from assemblies.proposals import queries
from assemblies.proposals.models import Draft
from assemblies.proposals.pages.about import About
from assemblies.registry import queries as registry
from governance import amounts, conditions
from governance.powers import Power


class Placed(About):
    """Every candidate with its five conditions: the number looked at, its bound, and the sentence. `?run=` earlier ones."""

    power = Power.READ

    def get(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        kept = queries.placements(self.proposal).defer("input", "answer")
        runs = list(kept.annotate(said=KeyTransform("said", "answer")))
        number = request.GET.get("run", "")
        chosen = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else len(runs)
        found = runs[chosen - 1] if 1 <= chosen <= len(runs) else None
        answer = found.answer if found else queries.test_of(self.proposal).kept()
        named = wording.Named(self.proposal.network)
        names = registry.names([row["assembly"] for row in answer["candidates"]] + [answer["assembly"] or ""])
        rows = [candidate(row, names, named) for row in answer["candidates"]]
        context = {
            "proposal": self.proposal,
            "placement": found,
            "runs": [(n, run, wording.tell(run.said, run.because, named)) for n, run in enumerate(runs, 1)],
            "chosen": chosen,
            "because": wording.tell(answer.get("said"), answer["because"], named),
            "decides": names.get(answer["assembly"] or ""),
            "candidates": rows,
            "groups": grouped(rows, answer["assembly"]),
            **counted(answer),
        }
        return render(request, "proposals/placement.html", context)


FEW = 6


def grouped(rows: Sequence[Mapping[str, Any]], decides: str | None) -> list[Mapping[str, Any]]:
    """The candidates as the page tells them: who decides, then the smaller ones that cannot, the nearest first,
    then the wider ones. Of each the first few are told and the others unfold; one alone is not folded away."""
    at = next((k for k, row in enumerate(rows) if row["id"] == decides), len(rows))
    parts = {
        _("Who decides"): rows[at : at + 1],
        _("Smaller places that cannot decide it") if decides else _("Who cannot decide it"): rows[:at][::-1],
        _("Wider places"): rows[at + 1 :],
    }
    return [
        {"title": title, "shown": part[:few], "folded": part[few:]}
        for title, part in parts.items()
        for few in [len(part) if len(part) <= FEW + 1 else FEW]
        if part
    ]


def counted(answer: Mapping[str, Any]) -> dict[str, Any]:
    """All candidates as numbers, where not each of them is told: at which condition how many fail first."""
    number, failing = answer.get("number", 0), answer.get("failing", {})
    if number <= len(answer["candidates"]):
        return {"number": 0}
    able = number - sum(failing.values())
    return {
        "number": number,
        "told": len(answer["candidates"]),
        "failing": [(title(name), failing[name]) for name in conditions.NAMES if name in failing],
        "able": able,
    }


def candidate(row: Mapping[str, Any], names: Mapping[str, Any], named: wording.Named) -> dict[str, Any]:
    """One candidate as the page tells it: its assembly, people, what fails first and why, and its conditions with
    number and bound in words."""
    conditions = [
        {
            **held,
            "because": wording.tell([held["said"]], held["because"], named),
            "title": title(held["name"]),
            "value": number(held, "value", named),
            "bound": number(held, "bound", named),
        }
        for held in row["conditions"]
    ]
    failing = next((held for held in conditions if not held["holds"]), {"title": "", "because": ""})
    return {
        "id": row["assembly"],
        "assembly": names.get(row["assembly"]),
        "people": row["people"],
        "fails": failing["title"],
        "why": failing["because"],
        "conditions": conditions,
    }


def title(name: str) -> str:
    """What a condition is called on the page."""
    return {
        "remit": _("Remit"),
        "containment": _("Containment"),
        "spill_over": _("Spill-over"),
        "means": _("Means"),
        "necessity": _("Necessity"),
    }.get(name, name)


def number(held: Mapping[str, Any], which: str, named: wording.Named) -> str:
    """A number of a condition for reading: a share as per cent, an amount with its unit where it has one."""
    value = held[which]
    if value is None:
        return ""
    if held["name"] in ("containment", "spill_over"):
        return wording.share(amounts.percent(Fraction(value)))
    facts = held.get("said", {}).get("facts", {})
    asked = facts.get("asked", ())
    means = facts.get("means") or (asked[0].partition(" ")[2] if len(asked) == 1 else "")
    return named.amount(means, str(value)) if means else wording.number(str(value))


class Versions(About):
    """What changed between two versions of the text, `?from=` and `?to=` by number; the latest two at first."""

    power = Power.READ

    def get(self, request: HttpRequest, proposal_id: str) -> HttpResponse:
        drafts = list(queries.drafts(self.proposal))
        by_number = {draft.number: draft for draft in drafts}
        last = drafts[-1].number
        new = _number(request.GET.get("to", ""), by_number, last)
        old = _number(request.GET.get("from", ""), by_number, drafts[-2].number if len(drafts) > 1 else last)
        context = {
            "proposal": self.proposal,
            "drafts": drafts[::-1],
            "old": by_number[old],
            "new": by_number[new],
            "parts": parts(by_number[old], by_number[new]),
            "whole": writing.html(by_number[new].content["text"]),
            "changes": self.changes(by_number[old].content, by_number[new].content),
        }
        return render(request, "proposals/versions.html", context)

    def changes(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
        """What changed in the effects, in sentences."""
        found, named = [], wording.Named(self.proposal.network)
        if old["matter"] != new["matter"]:
            about = {"new": named.matter(new["matter"]), "old": named.matter(old["matter"])}
            found.append(_("It is about %(new)s now, not %(old)s.") % about)
        if old["binding"] != new["binding"]:
            found.append(_("It binds people now.") if new["binding"] else _("It binds nobody any more."))
        before, now = old.get("lasts", ""), new.get("lasts", "")
        if before != now and new["binding"]:
            facts = {"new": wording.term(now), "old": wording.term(before)}
            found.append(_("For how long it binds: %(new)s. Before: %(old)s.") % facts)
        names = {key: place.name for key, place in registry.names([*old["places"], *new["places"]]).items()}
        return [
            *found,
            *_amounts(
                old["places"], new["places"], lambda key: names.get(key, key), lambda _key, part: of(part)
            ),
            *_amounts(old["means"], new["means"], named.means, named.amount),
        ]


def of(part: str) -> str:
    """A share of a place for reading."""
    return wording.share(amounts.percent(amounts.share(part)))


def _amounts(
    old: Mapping[str, str],
    new: Mapping[str, str],
    name: Callable[[str], str],
    shown: Callable[[str, str], str],
) -> Iterator[str]:
    for key in dict.fromkeys([*old, *new]):
        before, now = (shown(key, kept[key]) if key in kept else "" for kept in (old, new))
        facts = {"name": name(key), "old": before, "new": now}
        if key not in new:
            yield _("%(name)s is out (it was %(old)s).") % facts
        elif key not in old:
            yield _("%(name)s is in, with %(new)s.") % facts
        elif old[key] != new[key]:
            yield _("%(name)s: %(new)s now, %(old)s before.") % facts


def _number(given: str, known: Mapping[int, Draft], otherwise: int) -> int:
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 0
    return number if number in known else otherwise


Piece = tuple[str, str]
"""("same" | "gone" | "new" | "left_out", piece of a text)."""


def parts(old: Draft, new: Draft) -> list[tuple[str, list[Piece]]]:
    """Title and summary as pieces to show, and of the text the lines that changed: (words, pieces)."""
    words = {"title": _("Title"), "summary": _("Summary")}
    found = [(words[name], list(difference(old.content[name], new.content[name]))) for name in words]
    if old.content["text"] != new.content["text"]:
        found.append((_("Text"), changed(difference(old.content["text"], new.content["text"]))))
    return found


def changed(pieces: Iterable[Piece]) -> list[Piece]:
    """The lines of a difference in which something went or came; one piece stands for what lies between them."""
    found: list[Piece] = []
    line: list[Piece] = []
    for state, text in pieces:
        for piece in text.splitlines(keepends=True):
            line.append((state, piece))
            if piece.endswith("\n"):
                found += _told(line, found)
                line = []
    return found + _told(line, found)


def _told(line: Sequence[Piece], before: Sequence[Piece]) -> list[Piece]:
    if any(state != "same" for state, _piece in line):
        return list(line)
    blank = not "".join(piece for _state, piece in line).strip()
    return [] if blank or (before and before[-1][0] == "left_out") else [("left_out", "…\n")]


WORDS = re.compile(r"\s+|[^\s]+")
MOST_PAIRS = 4_000_000
"""Beyond so many pairs of words a difference is told line by line, which stays quick at any length."""


def difference(old: str, new: str) -> Iterator[tuple[str, str]]:
    """What stayed, went and came between two texts, word by word, in reading order."""
    before, after = _pieces(old, new)
    for verb, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if verb == "equal":
            yield "same", "".join(before[a:b])
            continue
        if a < b:
            yield "gone", "".join(before[a:b])
        if c < d:
            yield "new", "".join(after[c:d])


def _pieces(old: str, new: str) -> tuple[list[str], list[str]]:
    before, after = WORDS.findall(old), WORDS.findall(new)
    if len(before) * len(after) <= MOST_PAIRS:
        return before, after
    return old.splitlines(keepends=True), new.splitlines(keepends=True)
