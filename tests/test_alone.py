# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is measured alone is told nothing of what the tests beside it do."""

import os
import threading
import time

import pytest

from tests import alone


def twice(number: int) -> list[int]:
    return [2 * number, os.getpid()]


def failing() -> None:
    raise AssertionError("this is not so")


def idle() -> float:
    """Seconds of the processor while nothing is done."""
    return alone.timed(lambda: time.sleep(0.5))[1]


def test_it_answers_from_another_process() -> None:
    found, process = alone.call(twice, 21)
    assert found == 42 and process != os.getpid()


def test_what_fails_there_fails_here() -> None:
    with pytest.raises(AssertionError, match="this is not so"):
        alone.call(failing)


def test_threads_of_the_tests_are_not_counted() -> None:
    ended = threading.Event()
    busy = threading.Thread(target=lambda: [None for _ in iter(ended.is_set, True)])
    busy.start()
    try:
        beside, apart = idle(), alone.call(idle)
    finally:
        ended.set()
        busy.join()
    assert 10 * apart < beside


def test_the_quickest_of_several_rounds_counts() -> None:
    pauses = iter([0.1, 0.0, 0.1])

    def work() -> None:
        until = time.process_time() + next(pauses)
        while time.process_time() < until:
            pass

    assert alone.timed(work, rounds=3)[1] < 0.05
