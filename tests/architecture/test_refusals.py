# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every no reaches a person in their language: the law's by a table of its sentences, the house's through gettext."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from assemblies import wording
from assemblies.wording import offices, refusals
from governance import ballots, lifecycle, powers, ways
from governance.lifecycle import Stage
from governance.powers import Power, Standing
from governance.refusals import Refusal

ROOT = Path(__file__).resolve().parents[2]
SHELL = ("__main__", "commands", "verify", "witnessing")
"""What only the law's shell reaches: it speaks plain English by contract."""
TERMINAL = ("importing", "management", "demonstration", "migrations")
"""What only the operator's terminal reaches."""


def parsed(folder: str, left_out: tuple[str, ...]) -> dict[Path, ast.Module]:
    files = [p for p in (ROOT / folder).rglob("*.py") if not {*p.parts, p.stem} & set(left_out)]
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in files}


def called(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


LAW, HOUSE = parsed("governance", SHELL), parsed("assemblies", TERMINAL)


def kinds() -> set[str]:
    """The names of Refusal and of everything that inherits from it, wherever it is written."""
    found, before = {"Refusal", "_Refused"}, 0
    classes = [
        n for tree in (*LAW.values(), *HOUSE.values()) for n in ast.walk(tree) if isinstance(n, ast.ClassDef)
    ]
    while len(found) > before:
        before = len(found)
        found |= {one.name for one in classes if found & {called(base) for base in one.bases}}
    return found


KINDS = kinds()


def noes(trees: dict[Path, ast.Module]) -> Iterator[tuple[Path, ast.Module, ast.Call]]:
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node.func) in KINDS and node.args:
                yield path, tree, node


def texts(node: ast.expr, tree: ast.Module) -> set[str | None]:
    """Every text that an expression may be; None where that cannot be read from the source."""
    if isinstance(node, ast.Constant):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return texts(node.body, tree) | texts(node.orelse, tree)
    if isinstance(node, ast.Attribute) and node.attr == "sentence":
        return set()  # passed on from another no, which is in the table itself
    if isinstance(node, ast.Name):
        found = [value for name, value in assigned(tree) if name == node.id]
        return {text for value in found for text in texts(value, tree)}
    return {None} if isinstance(node, ast.JoinedStr) else set()


def assigned(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
            pairs = (
                zip(target.elts, value.elts, strict=False)
                if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
                else [(target, value)]
            )
            yield from ((one.id, given) for one, given in pairs if isinstance(one, ast.Name))


def test_every_no_of_the_law_is_a_sentence_that_can_be_said_in_any_language():
    found = {t for path, tree, no in noes(LAW) if path.name != "powers.py" for t in texts(no.args[0], tree)}
    by_powers = {"Only {who} may do this here.", "Nobody may do this in an assembly of this kind."}
    assert None not in found, "a no is a plain sentence with {facts} in braces, never an f-string"
    assert found | by_powers == refusals.SENTENCES, (
        "assemblies/wording/refusals.py holds each of them, and no other"
    )


@pytest.mark.parametrize("room", sorted({path.relative_to(ROOT).parts[1] for path in HOUSE}))
def test_every_no_of_the_house_goes_through_gettext(room):
    here = {path: tree for path, tree in HOUSE.items() if path.relative_to(ROOT).parts[1] == room}
    plain = [
        f"{path.relative_to(ROOT)}:{no.lineno}"
        for path, _tree, no in noes(here)
        if isinstance(no.args[0], ast.Constant | ast.JoinedStr)
    ]
    assert not plain, plain


def test_a_no_of_the_law_is_said_with_its_facts_in_place():
    with pytest.raises(Refusal) as no:
        lifecycle.move(Stage.NO_QUORUM, "withdraw")
    assert no.value.sentence == "A proposal that is undecided for want of a quorum cannot be taken back."
    with translation.override("en"):
        assert wording.refusal(no.value) == no.value.sentence
    with translation.override("ar"):
        arabic = wording.refusal(no.value)
    assert "السحب" in arabic and "لعدم اكتمال النصاب" in arabic and not re.search("[a-z]", arabic)


def test_what_facts_say_in_words_has_its_words():
    spoken = {*lifecycle.SPOKEN.values(), *lifecycle.DONE.values(), *ways.SPOKEN.values()}
    assert spoken <= refusals.PHRASES
    assert set(lifecycle.SPOKEN) == set(Stage)
    assert {move.verb for move in lifecycle.MOVES} == set(lifecycle.DONE)


def test_a_no_of_the_house_is_said_as_it_is():
    assert wording.refusal(Refusal("Already {in} some language.")) == "Already {in} some language."


def test_who_could_is_said_in_the_language_of_the_reader():
    assert offices.SAYS == powers.SAYS
    for power, place in ((p, c) for p in Power for c in powers.COLUMNS):
        with translation.override("en"):
            assert wording.who_could(power, place) == powers.who_could(power, place)
        with translation.override("ar"):
            assert not re.search("[a-z]", wording.who_could(power, place))
    with pytest.raises(powers.NoPower) as no:
        powers.require(Power.OPEN_BALLOT, Standing(place=powers.COLUMNS[0]))
    assert no.value.sentence == "Only its facilitators may do this here."
    with translation.override("ar"):
        assert wording.refusal(no.value) == "لا يحقّ هذا هنا إلا لـ: ميسّروه."


def test_nobody_who_is_refused_a_vote_hears_it_in_another_language():
    with pytest.raises(ballots.NotOpen) as no:
        raise ballots.NotOpen("Voting is not open. Your vote was not recorded.")
    with translation.override("ar"):
        assert wording.refusal(no.value) == "التصويت غير مفتوح. لم يُسجَّل صوتك."
