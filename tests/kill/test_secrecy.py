# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promise 20: once a secret ballot has closed, a full dump and every log link no vote to its voter better than chance.

Everyone gives an order of seven options of their own, so that one right link would show. The attacker has every row
of every table with the places and transactions of the rows, and all that the processes and the database logged, and
puts voters and choices side by side in every order that any of it suggests.
"""

import itertools
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests import sizes
from tests.kill.devices import Device
from tests.kill.house import House, built

pytestmark = [pytest.mark.long, pytest.mark.slow, pytest.mark.xdist_group("house")]
VOTERS = sizes.of("SECRET_VOTERS", small=60, long=1_000)
BY_HAND = 6
"""So many of them gave their vote on paper."""
Rows = Sequence[Mapping[str, Any]]


def order(turn: random.Random) -> str:
    """An order of all seven options, as a choice is kept."""
    return json.dumps([[str(n)] for n in turn.sample(range(1, 8), 7)], separators=(",", ":"))


def vote(house: House, story: Mapping[str, Any]) -> dict[str, str]:
    """Everyone votes over four connections at once, a third of them twice. Returns voter → the choice that stands."""
    turn, [ballot] = random.Random(20), story["ballots"]
    orders = random.Random(7).sample(list(itertools.permutations("1234567")), VOTERS)
    last = {
        person["id"]: json.dumps([[n] for n in one], separators=(",", ":"))
        for person, one in zip(story["people"], orders, strict=True)
    }
    here, by_hand = story["people"][:-BY_HAND], story["people"][-BY_HAND:]
    cast = [(person, order(turn)) for person in here[::3]]
    turn.shuffle(cast)
    rest = [(person, last[person["id"]]) for person in here]
    turn.shuffle(rest)

    def line(mine: list[tuple[dict[str, str], str]]) -> None:
        device = Device(house.port)
        for number, (person, choice) in enumerate(mine):
            by_page = number % 2
            answer = (
                device.vote_by_page(person, ballot, choice)
                if by_page
                else device.vote_by_program(person, ballot, choice, f"{person['id']}-{number}")
            )
            assert answer.status == (302 if by_page else 200), answer.text
        device.hang_up()

    for round_ in (cast, rest):
        with ThreadPoolExecutor(4) as lines:
            list(lines.map(line, [round_[k::4] for k in range(4)]))
    enter(Device(house.port), story, by_hand, last)
    return last


def enter(device: Device, story: Mapping[str, Any], people: Any, last: Mapping[str, str]) -> None:
    """Two facilitators enter the papers of these people, each in an order of their own; an earlier bundle differed."""
    [ballot], (olga, dov) = story["ballots"], story["people"][:2]
    names = [person["id"] for person in people]
    choices = sorted(last[name] for name in names)
    other = [choices[0]] * len(choices)
    for second, state in ((other, "differed"), (choices[::-1], "agreed")):
        first = json.loads(device.enter_bundle(olga, ballot, names, choices, "").text)
        assert first["state"] == "waiting"
        told = device.enter_bundle(dov, ballot, names[::-1], second, first["bundle"])
        assert json.loads(told.text)["state"] == state, told.text
    device.hang_up()


def dumped(house: House) -> dict[str, Rows]:
    """Every row of every table, with where it lies and which transaction wrote it."""
    with psycopg.connect(house.dsn, row_factory=psycopg.rows.dict_row) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return {
            table["tablename"]: connection.execute(
                sql.SQL(
                    "SELECT ctid::text AS at_place, xmin::text::bigint AS by_transaction, t.* FROM {} t"
                ).format(sql.Identifier(table["tablename"]))
            ).fetchall()
            for table in tables
        }


def suggested(rows: Rows, what: str) -> Iterator[tuple[str, list[Any]]]:
    """The values of a column in every order that the rows suggest, forwards and backwards."""
    for key in rows[0]:
        if key == what:
            continue
        ordered = sorted(rows, key=lambda row: (str(type(row[key])), row[key] is None, _comparable(row[key])))
        values = [row[what] for row in ordered]
        yield f"by {key}", values
        yield f"by {key}, backwards", values[::-1]
    yield "as they lie", [row[what] for row in rows]


def _comparable(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("("):  # a place: page, line
        return tuple(map(int, value.strip("()").split(",")))
    return value if isinstance(value, int | float | str) else str(value)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, dict[str, str]]]:
    with built(tmp_path_factory.mktemp("secret")) as house:
        story = house.scene("secretly", VOTERS)
        before = vote(house, story)
        yield house, before


def test_a_full_dump_and_every_log_link_nobody_to_a_choice(
    kept: tuple[House, dict[str, str]], tell: Any
) -> None:
    house, truth = kept
    open_still = dumped(house)
    keys = {str(row["key"]) for row in open_still["voting_choiceapart"]}
    assert len(keys) >= VOTERS + (VOTERS - BY_HAND) // 3 and not open_still["voting_choicecounted"]
    assert house.scene("close") == {"closed": 1}
    tables = dumped(house)
    choices, voters = tables["voting_choicecounted"], tables["voting_vote"]
    assert sorted(row["choice"] for row in choices) == sorted(
        truth.values()
    )  # every last vote, and nothing else
    assert sum(row["by_hand"] == "paper" for row in voters) == BY_HAND
    assert len(voters) == VOTERS and not tables["voting_choiceapart"]

    people = {row["id"]: row["public_id"] for row in tables["people_person"]}
    known = [{**row, "who": people[row["voter_id"]]} for row in voters]
    best, how = 0, ""
    for (by_voter, names), (by_choice, chosen) in itertools.product(
        suggested(known, "who"), suggested(choices, "choice")
    ):
        right = sum(truth[name] == choice for name, choice in zip(names, chosen, strict=True))
        if right > best:
            best, how = right, f"voters {by_voter}, choices {by_choice}"
    # One right link in the mean, whatever the number of voters; of so many tries seven would still be chance.
    tell(f"the best of all orders links {best} of {VOTERS} ({how or 'none'})")
    assert best <= 7, how

    elsewhere = {name: rows for name, rows in tables.items() if name != "voting_choicecounted"}
    everything = json.dumps(elsewhere, default=_written) + house.log() + postgres_log(house)
    assert not [key for key in keys if key in everything or key.replace("-", "") in everything]
    # Seven options in an order stand nowhere else, whoever's it is.
    assert not [
        choice for choice in truth.values() if choice in everything.replace("\\", "").replace(" ", "")
    ]


def _written(value: Any) -> str:
    return bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)


def postgres_log(house: House) -> str:
    assert house.server is not None
    return Path(house.server.cluster.place / "log").read_text(errors="replace")
