# SPDX-License-Identifier: AGPL-3.0-or-later
"""The latest checkpoint stands on its record; of the others one a minute is kept for good."""

from datetime import timedelta

from assemblies import clock
from assemblies.record import operations, queries
from assemblies.record.models import Record
from governance import notes
from tests.assemblies.record.test_sequencer import speak


def kept(book):
    """The sizes of the checkpoints that are kept for good."""
    return sorted(row.size for row in queries.checkpoints(book))


def test_one_a_minute_is_kept_and_the_latest_is_always_there(republic):
    operations.seal_all()
    book = Record.objects.get(pk=republic.ashby.acts_record_id)
    begun, before = book.size, kept(book)
    assert before == [begun]
    with clock.travel(clock.now() + timedelta(seconds=30)):
        speak(republic.ashby)
        operations.seal_all()
    book.refresh_from_db()
    assert (book.size, kept(book)) == (begun + 1, before)
    assert notes.unverified(book.checkpoint).size == begun + 1
    with clock.travel(clock.now() + timedelta(seconds=61)):
        speak(republic.ashby)
        operations.seal_all()
    book.refresh_from_db()
    assert (book.size, kept(book)) == (begun + 2, [*before, begun + 2])


def test_a_turn_numbers_no_more_than_it_is_told_and_the_next_goes_on(republic):
    operations.seal_all()
    for k in range(5):
        speak(republic.ashby, str(k))
    assert [operations.seal(limit=3), operations.seal(limit=3), operations.seal(limit=3)] == [3, 2, 0]
