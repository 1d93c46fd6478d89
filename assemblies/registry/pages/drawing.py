# SPDX-License-Identifier: AGPL-3.0-or-later
"""A sketched nesting drawn while it is typed: boxes in boxes, those that cannot be founded marked."""

from dataclasses import dataclass, field
from typing import NamedTuple

from assemblies.registry import forms, reading, sketching

COLOURS = 5


@dataclass
class Box:
    """One place of the drawing. `kind` is the word for it, `ring` its colour: 1 for the narrowest."""

    line: sketching.Line
    kind: str
    ring: int
    inside: list["Box"] = field(default_factory=list)


class Drawing(NamedTuple):
    outer: list[Box]
    places: int
    bad: int


def of(form: forms.FoundingForm) -> Drawing:
    """Draw what stands in the form's box of places, whether it can be founded or not."""
    lines, words, kinds = form.sketched, _words(form), form.kinds
    drawing = Drawing([], len(lines), sum(bool(line.wrong) for line in lines))
    around: list[Box] = []
    for line in lines:
        scale = max(0, kinds - 1 - line.depth)
        box = Box(line, words[scale] if line.depth < kinds <= len(words) else "", min(scale + 1, COLOURS))
        # no deeper than there can be kinds: what lies further in is complained of, and is not drawn further in
        del around[min(line.depth, sketching.MOST_SCALES) :]
        (around[-1].inside if around else drawing.outer).append(box)
        around.append(box)
    return drawing


def _words(form: forms.FoundingForm) -> list[str]:
    """The word for one of each kind, "" where its line cannot be read yet."""
    typed = reading.lines(str(form["scales"].value() or ""))
    return [line.translate(reading.COMMAS).partition(",")[0].strip() for _number, line in typed]
