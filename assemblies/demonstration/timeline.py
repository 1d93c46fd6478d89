# SPDX-License-Identifier: AGPL-3.0-or-later
"""When each thing in the demonstration's tales happened, counted back from now. Knows no database."""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from assemblies.demonstration.world import BadStory, Someone, Tale, World
from governance import charters

DAY = re.compile(r"-(\d+)d (\d\d):(\d\d)")
HOURS = re.compile(r"-(\d+)h")
AFTER_CLOSE = timedelta(seconds=20)
"""The clock's closings run every so often, so a ballot is closed a little after its hour."""


@dataclass(frozen=True)
class Step:
    """One thing that one person, or the clock (`by` empty), did in one tale."""

    at: datetime
    tale: Tale
    do: str
    by: str
    given: Mapping[str, Any]


def instant(words: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The instant that "-20d 18:10" (a day and a wall time) or "-3h" means, seen from now. In UTC."""
    if found := HOURS.fullmatch(words):
        return (now - timedelta(hours=int(found[1]))).astimezone(UTC)
    found = DAY.fullmatch(words)
    if found is None:
        raise BadStory(f'"{words}" is no time: write "-20d 18:10" or "-3h".')
    day = now.astimezone(zone).date() - timedelta(days=int(found[1]))
    return charters.local_instant(datetime.combine(day, time(int(found[2]), int(found[3]))), zone)


def tell(world: World, now: datetime) -> list[Step]:
    """Every step of every tale in the order in which it happened, votes and seconds one by one."""
    zone = ZoneInfo(world.network["time_zone"])
    return sorted(
        (step for tale in world.tales for step in _tell(world, tale, now, zone)), key=lambda step: step.at
    )


def _tell(world: World, tale: Tale, now: datetime, zone: ZoneInfo) -> Iterator[Step]:
    closes = earlier = datetime.min.replace(tzinfo=UTC)
    for given in tale.steps:
        do = given["do"]
        at = closes + AFTER_CLOSE if do in ("close", "draw") else instant(given["at"], now, zone)
        if at < earlier and do != "say":
            raise BadStory(f"In {tale.slug}, {do} comes before what it follows.")
        earlier = max(at, earlier)
        if do == "open_ballot":
            closes = charters.closes_at(charters.Charter(), at, zone)
        if do == "announce_draw":
            closes = at + timedelta(days=given["days"])
        if do == "second":
            for place, who in enumerate(given["by"]):
                yield Step(at + timedelta(minutes=7 * place), tale, do, who, given)
        elif do == "lend":
            for place, (who, to) in enumerate(given["pairs"]):
                yield Step(at + timedelta(minutes=11 * place), tale, do, who, {"in": given["in"], "to": to})
        elif do == "vote":
            yield from _votes(world, tale, given, at, instant(given["until"], now, zone))
        elif do == "step_forward":
            yield from _volunteers(world, tale, given, at, instant(given["until"], now, zone))
        else:
            by = "" if do in ("close", "draw", "answer") else str(given.get("by", tale.author))
            yield Step(at, tale, do, by, given)


def _votes(
    world: World, tale: Tale, given: Mapping[str, Any], at: datetime, until: datetime
) -> Iterator[Step]:
    """Who voted, how and when: the same each time, spread over the stretch and denser at its beginning."""
    cast = [
        (voter, choice) for place in _places(given) for voter, choice in _of_place(world, tale, place, given)
    ]
    random.Random(f"{tale.slug} {given['at']}").shuffle(cast)
    for turn, (voter, choice) in enumerate(cast):
        moment = at + (until - at) * ((turn + 0.5) / len(cast)) ** 1.4
        yield Step(moment, tale, "vote", voter, {"choice": choice})


def _volunteers(
    world: World, tale: Tale, given: Mapping[str, Any], at: datetime, until: datetime
) -> Iterator[Step]:
    """Who says that they would serve in the draw that was announced, and what each says of themselves."""
    people = [someone for place, n in given["from"].items() for someone in _first(world, tale, place, n)]
    turn = random.Random(f"{tale.slug} {given['at']}")
    turn.shuffle(people)
    asked = [row for step in tale.steps for row in step.get("quotas", ())]
    for number, someone in enumerate(people):
        says = {row["feature"]: turn.choice(row["categories"])["name"] for row in asked}
        yield Step(
            at + (until - at) * ((number + 0.5) / len(people)), tale, "step_forward", someone.key, says
        )


WORDS = ("yes", "no", "agree", "stand_aside", "abstain")
"""How people answer in a word; other answers are listed as the voting room takes them."""


def _places(given: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys(place for told in (*WORDS, "answers") for place in given.get(told, {})))


def _of_place(world: World, tale: Tale, place: str, given: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """People one can look around as come last, so that open ballots still wait for them."""
    choices = [
        *(choice for choice in WORDS for _ in range(given.get(choice, {}).get(place, 0))),
        *given.get("answers", {}).get(place, ()),
    ]
    people = _first(world, tale, place, len(choices))
    return [(someone.key, choice) for someone, choice in zip(people, choices, strict=True)]


def _first(world: World, tale: Tale, place: str, number: int) -> list[Someone]:
    """So many people of a place, in another order in each tale."""
    people = world.at_home(place)
    turn = tale.number % max(1, len(people))
    people = sorted(people[turn:] + people[:turn], key=lambda someone: bool(someone.look_around))
    if number > len(people):
        raise BadStory(f"In {tale.slug}, more come from {place} than people live there.")
    return people[:number]
