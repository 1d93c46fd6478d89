# SPDX-License-Identifier: AGPL-3.0-or-later
"""A long count is made in a process of its own, holds no ballot that voters wait for, and misses no vote for that."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from assemblies import clock
from assemblies.voting import counted, counter, operations, queries
from assemblies.voting.models import Ballot, ChoiceApart, Decision
from governance import ballots, canonical, tallies
from tests import republic as world
from tests.assemblies.voting.ways_asked import ANSWERS, ASKS

VOTERS = ("ana", "ben", "cleo")
LONG = [method for method in ASKS if method not in ("majority", "consent")]


@pytest.fixture
def everything_is_long(monkeypatch):
    monkeypatch.setattr(counted, "LONG", 0)


def opened(republic, method, **more):
    composed = operations.Composed(method, ASKS[method], **more)
    return operations.open_ballot(proposal=world.ready(republic), by=republic.olga, composed=composed)


def cast(republic, ballot, name, choice):
    return operations.cast_vote(
        ballot=ballot.public_id,
        voter=republic.people[name],
        choice=choice,
        text_digest=ballot.text_digest,
    )


def voted(republic, ballot, method):
    for name, choice in zip(VOTERS, ANSWERS[method], strict=True):
        cast(republic, ballot, name, choice)


@pytest.mark.parametrize("secrecy", ["open", "secret"])
@pytest.mark.parametrize("method", LONG)
def test_a_count_apart_says_what_a_count_here_says(
    republic, everything_is_long, monkeypatch, method, secrecy
):
    ballot = opened(republic, method, secrecy=secrecy)
    voted(republic, ballot, method)
    asked: list[Any] = []
    apart = counter.tally
    monkeypatch.setattr(counter, "tally", lambda *given: asked.append(given) or apart(*given))
    with clock.travel(ballot.closes_at + timedelta(seconds=1)):
        assert operations.close_due() == 1
    assert len(asked) == 1
    ballot = queries.ballot(ballot.public_id)
    assert ballot.tally == tallies.tally(counted.given(ballot), ballot.asks.names())
    assert Decision.objects.get(ballot=ballot).tally == ballot.tally
    assert counted.digest(ballot) == canonical.ni(canonical.encode(counted.chosen(ballot)))


def test_the_digest_of_choices_is_made_row_by_row_whatever_they_are(republic):
    ballot = opened(republic, "majority", secrecy="secret")
    assert counted.digest(ballot) == canonical.ni(canonical.encode(counted.chosen(ballot)))
    for rows in ([("yes", 2), ("abstain", 1)], [('[["1"],["2"]]', 1), ("abstain", 3), ('{"1":2}', 1)], []):
        plain = ("yes", 2) in rows
        whole = canonical.encode({"votes": list(counter.votes(rows, plain))})
        assert b"".join(counted._pieces(rows, plain)) == whole


@pytest.mark.parametrize("many", [1, 100_000])
def test_a_count_apart_that_fails_is_no_count(capfd, many):
    with pytest.raises(counter.Failed, match="process of its own"):
        counter.tally({"method": "schulze", "options": ["1"]}, {}, [('[["unknown"]]', 1)] * many)
    assert "unknown" in capfd.readouterr().err


def test_a_count_that_fails_keeps_no_other_ballot_open(republic, everything_is_long, monkeypatch, caplog):
    first, second = opened(republic, "schulze"), opened(republic, "plurality")
    for ballot, method in ((first, "schulze"), (second, "plurality")):
        voted(republic, ballot, method)
    apart = counter.tally

    def failing(asked: Any, *given: Any) -> dict[str, Any]:
        if asked["method"] == "schulze":
            raise counter.Failed("out of memory")
        return apart(asked, *given)

    monkeypatch.setattr(counter, "tally", failing)
    with clock.travel(max(first.closes_at, second.closes_at) + timedelta(seconds=1)):
        assert operations.close_due() == 1
        assert queries.ballot(first.public_id).closed_at is None
        assert queries.ballot(second.public_id).closed_at is not None
        assert "could not be counted" in caplog.text
        monkeypatch.setattr(counter, "tally", apart)
        assert operations.close_due() == 1


def elsewhere(act: Callable[[], Any]) -> Any:
    """What an act gives, or the refusal it ends with, in a thread with a connection of its own; soon, or not at all."""
    found: list[Any] = []

    def work() -> None:
        try:
            found.append(act())
        except Exception as refusal:
            found.append(refusal)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(5)
    assert found, "it waited for the count"
    return found[0]


def during_the_count(monkeypatch, act: Callable[[], Any]) -> list[Any]:
    """Have an act done elsewhere while a count is under way, the first time."""
    done: list[Any] = []
    apart = counter.tally

    def counting(*given: Any) -> dict[str, Any]:
        if not done:
            done.append(elsewhere(act))
        return apart(*given)

    monkeypatch.setattr(counter, "tally", counting)
    return done


@pytest.mark.django_db(transaction=True)
def test_who_is_late_hears_so_at_once_and_nobody_else_counts(real_republic, everything_is_long, monkeypatch):
    ballot = opened(real_republic, "schulze")
    voted(real_republic, ballot, "schulze")
    Ballot.objects.filter(pk=ballot.pk).update(closes_at=clock.now())

    def late() -> list[Any]:
        said: list[Any] = []
        for act in (
            lambda: cast(real_republic, ballot, "olga", [["1"]]),
            lambda: operations.close_ballot(ballot=ballot, by=real_republic.olga),
            operations.close_due,
        ):
            try:
                said.append(act())
            except ballots.NotOpen as no:
                said.append(str(no))
        return said

    done = during_the_count(monkeypatch, late)
    assert operations.close_due() == 1
    assert done == [
        [
            "Voting is not open. Your vote was not recorded.",
            "The votes of this ballot are being counted already.",
            0,
        ]
    ]
    assert queries.turnout(ballot) == 3


def everyone_voted(republic, **more):
    republic.sam.is_active = True
    republic.sam.save()
    ballot = opened(republic, "plurality", **more)
    for name in (*VOTERS, "olga", "sam"):
        cast(republic, ballot, name, "1")
    return ballot


@pytest.mark.django_db(transaction=True)
def test_a_vote_changed_while_it_is_counted_before_its_hour_is_counted_as_changed(
    real_republic, everything_is_long, monkeypatch
):
    ballot = everyone_voted(real_republic)
    done = during_the_count(monkeypatch, lambda: cast(real_republic, ballot, "ana", "2"))
    assert operations.close_ballot(ballot=ballot, by=real_republic.olga).outcome == "decided"
    assert isinstance(done[0], operations.Cast)
    ballot = queries.ballot(ballot.public_id)
    assert ballot.tally["counts"] == {"1": 4, "2": 1, "3": 0, "abstain": 0}
    assert ballot.closed_at > done[0].at


@pytest.mark.django_db(transaction=True)
def test_before_the_hour_of_a_secret_ballot_a_change_waits_and_is_late(
    real_republic, everything_is_long, monkeypatch
):
    ballot = everyone_voted(real_republic, secrecy="secret")
    threads, said = [], []
    apart = counter.tally

    def change() -> None:
        said.append(elsewhere(lambda: cast(real_republic, ballot, "ana", "2")))

    def counting(*given: Any) -> dict[str, Any]:
        threads.append(threading.Thread(target=change))
        threads[0].start()
        return apart(*given)

    monkeypatch.setattr(counter, "tally", counting)
    operations.close_ballot(ballot=ballot, by=real_republic.olga)
    threads[0].join()
    assert [type(each) for each in said] == [ballots.NotOpen] and len(threads) == 1
    assert queries.ballot(ballot.public_id).tally["counts"] == {"1": 5, "2": 0, "3": 0, "abstain": 0}


def pages_of_choices() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size('voting_choiceapart')")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_what_was_thrown_away_at_a_close_by_hand_is_given_up_by_the_database(real_republic):
    everyone_voted(real_republic, secrecy="secret")
    ballot = Ballot.objects.get()
    operations.close_ballot(ballot=ballot, by=real_republic.olga)
    assert not ChoiceApart.objects.exists() and pages_of_choices(), "thrown away, and still there to be read"
    assert operations.close_due() == 0
    assert pages_of_choices() == 0
    ballot.refresh_from_db()
    assert ballot.swept
    with CaptureQueriesContext(
        connection,
    ) as asked:
        operations.close_due()
    assert not [one for one in asked.captured_queries if "VACUUM" in one["sql"]], "once is enough"
