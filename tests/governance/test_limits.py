# SPDX-License-Identifier: AGPL-3.0-or-later
"""docs/limits.md has every limit of the law, with the number that the code has, and the shell refuses just beyond it."""

import ast
import importlib
import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import governance
from governance import delegations, tallies
from governance.refusals import Refusal

LAW = Path(governance.__file__).parent
DOCUMENT = LAW.parent / "docs" / "limits.md"
ROW = re.compile(r"\| ([\d,]+) \|.*\| `([\w.]+)` \|$")
NAMED = re.compile(r"MOST|LONGEST|LARGEST|DEEPEST|FINEST|LOOKED_AT|ALL_OVER")
NO_LIMITS = {
    "sentences.MOST_NAMES": "so many names are told one by one",
    "tallies.sentences.LONGEST": "longer numbers are told as they were given",
}
"""What has such a name and refuses nothing."""


def documented() -> dict[str, int]:
    rows = (ROW.search(line) for line in DOCUMENT.read_text().splitlines())
    return {row[2]: int(row[1].replace(",", "")) for row in rows if row}


def constants() -> Iterator[tuple[str, int]]:
    """Every number of the law by module and name."""
    for path in sorted(LAW.rglob("*.py")):
        parts = path.relative_to(LAW).with_suffix("").parts
        module = importlib.import_module(".".join(("governance", *parts)).removesuffix(".__init__"))
        for name, value in vars(module).items():
            if name.isupper() and isinstance(value, int) and assigned(path, name):
                yield ".".join((*parts, name)), value


def assigned(path: Path, name: str) -> bool:
    """Whether a module gives this name itself, and does not import it."""
    return any(
        isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store) and one.id == name
        for one in ast.walk(ast.parse(path.read_text()))
    )


def refusing(path: Path) -> Iterator[str]:
    """The names of numbers that refusals of a module tell as what there may be at most."""
    for one in ast.walk(ast.parse(path.read_text())):
        if isinstance(one, ast.Call) and called(one).lstrip("_")[:1].isupper():
            told = (
                fact.value for fact in one.keywords if fact.arg in ("most", "largest", "deepest", "times")
            )
            yield from (value.id for value in told if isinstance(value, ast.Name) and value.id.isupper())


def called(call: ast.Call) -> str:
    """What a class or function is called where it is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def test_every_number_in_the_document_is_that_of_the_code() -> None:
    known = dict(constants())
    written = documented()
    assert len(written) > 30
    assert {name: known.get(name) for name in written} == written


def test_every_limit_of_the_code_stands_in_the_document() -> None:
    limits = {name for name, _ in constants() if NAMED.search(name.rpartition(".")[2])}
    assert limits - documented().keys() == NO_LIMITS.keys()
    last = {name.rpartition(".")[2] for name in documented()}
    refused = {name for path in LAW.rglob("*.py") for name in refusing(path)}
    assert len(refused) > 10 and refused <= last


def refusal(run: Any, payload: object) -> str:
    """The code of the refusal; nothing where it answers."""
    try:
        run(payload)
    except Refusal as found:
        return found.name
    return ""


def tally(method: str, options: int, choice: Any, **more: Any) -> dict[str, Any]:
    named = [str(number) for number in range(options)]
    return {"method": method, "options": named, "votes": [{"choice": choice, "weight": "1"}], **more}


def budget(method: str, options: int, choice: Any) -> dict[str, Any]:
    more = {"variant": "skip"} if method == "budget-greedy" else {}
    return tally(method, options, choice, costs={str(n): "1" for n in range(options)}, pot="5", **more)


CHOICES: dict[str, Any] = {
    **{key: [["0"]] for key in ("schulze", "ranked-pairs", "irv", "stv")},
    **{key: ["0"] for key in ("approval", "spav", "budget-greedy", "budget-mes")},
    "plurality": "0",
    "score": {"0": 1},
    "dots": {"0": 1},
}


def among(method: str) -> Callable[[int], dict[str, Any]]:
    """A question by this method with so many options."""
    return lambda n: (budget if method.startswith("budget") else tally)(method, n, CHOICES[method])


JUST: dict[str, tuple[str, Callable[[int], dict[str, Any]]]] = {
    **{
        method: ("tallies.rankings.MOST", among(method))
        for method in ("schulze", "ranked-pairs", "irv", "stv")
    },
    **{
        method: ("tallies.marks.MOST", among(method))
        for method in ("plurality", "approval", "score", "dots", "spav")
    },
    **{method: ("tallies.budgets.MOST", among(method)) for method in ("budget-greedy", "budget-mes")},
    "places": ("tallies.stv.MOST_PLACES", lambda n: tally("stv", 20, [["0"]], places_to_fill=n)),
    "characters": ("amounts.LONGEST", lambda n: weighed("1" * n)),
    "digits": ("tallies.questions.FINEST", lambda n: weighed(f"1/{10**n - 1}")),
}
"""What is tried → the limit, and a question of such a size."""


def weighed(weight: str) -> dict[str, Any]:
    return {**tally("plurality", 2, "0"), "votes": [{"choice": "0", "weight": weight}]}


@pytest.mark.parametrize("what", JUST)
def test_the_shell_counts_up_to_the_limit_and_refuses_beyond_it(what: str) -> None:
    name, question = JUST[what]
    most = documented()[name]
    assert refusal(tallies.tally, question(most)) == ""
    assert refusal(tallies.tally, question(most + 1))


def test_the_scottish_way_fills_as_many_places_as_there_are() -> None:
    assert refusal(tallies.tally, tally("stv", 20, [["0"]], places_to_fill=19, variant="scottish")) == ""


def chain(voters: int) -> dict[str, Any]:
    """Everybody lends to the next, and the last votes: half their square of hands."""
    named = [f"{number:05}" for number in range(voters)]
    lent = [{"from": a, "to": b, "for": "assembly"} for a, b in itertools.pairwise(named)]
    return {"voters": named, "direct": named[-1:], "delegations": lent}


def test_as_many_hands_are_told_as_stand_in_the_document() -> None:
    most = documented()["delegations.MOST_HANDS"]
    assert 2_000 * 1_999 // 2 <= most < 2_001 * 2_000 // 2
    told = delegations.read(chain(2_000)).as_json()
    assert sum(map(len, told["paths"].values())) == 1_999_000
    with pytest.raises(Refusal):
        delegations.read(chain(2_001)).as_json()
