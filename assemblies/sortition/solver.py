# SPDX-License-Identifier: AGPL-3.0-or-later
"""The search for a fair lottery, in a process of its own: it may take minutes, and can be stopped or crash alone."""

import contextlib
import json
import logging
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, TextIO

from governance import lotteries, sortition

ROOT = Path(__file__).resolve().parents[2]
BEHIND = 10
"""How far behind others it takes its turn at the processor, as `nice` has it."""
LONGEST = 3_600
"""Seconds of processor time; whoever has not found it by then does not find it."""
OFTEN = 0.5
"""Seconds between two words on how far it is."""

PHASES = ("multiplicative_weights", "leximin_outer")
"""What the library calls what it does: panels are looked for, then chances are evened out."""

BEAT = 3.0
"""Seconds after which it is said again how far it is, where nothing new is known."""

Told = Callable[[str, int, int], None]
"""Hears how far it is: the phase, how much of it is done, and how much it has (0: nobody knows)."""


class NotFound(RuntimeError):
    """The other process ended without an answer; what it said stands on standard error."""


def find(pool: sortition.Pool, tell: Told) -> sortition.Lottery:
    """The fairest lottery of a pool: leximin, by sortition-algorithms. What `tell` raises ends it.

    Raises sortition.Impossible where all quotas together cannot be met, NotFound where there is no answer.
    """
    command = [sys.executable, "-m", __name__]
    # A fixed seed of Python's own hashes: the same pool has the same lottery, run after run.
    surroundings = os.environ | {"PYTHONHASHSEED": "0"}
    with subprocess.Popen(
        command, cwd=ROOT, env=surroundings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        try:
            answer = _heard(other, pool, tell)
        finally:
            other.kill()
    if answer is None:
        raise NotFound(f"The search for a lottery ended with {other.wait()}.")
    if "relaxed" in answer:
        raise sortition.not_together(pool, answer["relaxed"])
    return sortition.lottery(pool, ((panel, Fraction(share)) for panel, share in answer["panels"]))


def _heard(other: subprocess.Popen[str], pool: sortition.Pool, tell: Told) -> dict[str, Any] | None:
    assert other.stdin is not None and other.stdout is not None
    try:
        other.stdin.write(json.dumps(pool.as_json()))
        other.stdin.close()
    except BrokenPipeError:
        return None
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(other.stdout, lines), daemon=True).start()
    far: tuple[str, int, int] = ("", 0, 0)
    while True:
        try:
            line = lines.get(timeout=BEAT)
        except queue.Empty:
            tell(*far)  # one panel can take long to find; whoever waits hears that somebody is at it
            continue
        said = json.loads(line) if line else None
        if said is None or isinstance(said, dict):
            return said
        far = (said[0], said[1], said[2])
        tell(*far)


def _read(stream: TextIO, lines: queue.SimpleQueue[str]) -> None:
    with contextlib.suppress(ValueError):  # closed by whoever no longer waits
        for line in stream:
            lines.put(line)
    lines.put("")


class Reporter:
    """Writes a line now and then on how far the library is. Whoever no longer reads it ends it: SIGPIPE."""

    def __init__(self, out: TextIO) -> None:
        self.out, self.phase, self.total, self.last = out, "", 0, 0.0

    def start_phase(self, name: str, total: int | None = None, *, message: str | None = None) -> None:
        self.phase, self.total, self.last = name, total or 0, 0.0
        self.update(0)

    def update(self, current: int, *, message: str | None = None) -> None:
        now = time.monotonic()
        if now - self.last >= OFTEN:
            self.last = now
            print(json.dumps([self.phase, current, self.total]), file=self.out, flush=True)

    def end_phase(self) -> None:
        pass


def main() -> None:
    """Read a pool from standard input; write lines on how far it is, and last the panels with their shares."""
    import resource

    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.nice(BEHIND)
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
    # What libraries print of themselves is nobody's answer.
    with os.fdopen(os.dup(1), "w") as out, open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        pool = lotteries.read_pool(json.load(sys.stdin), "")
        print(json.dumps(_answer(pool, Reporter(out))), file=out, flush=True)


def _answer(pool: sortition.Pool, reporter: Reporter) -> dict[str, Any]:
    from assemblies.sortition import absent

    absent.stand_in()
    logging.disable(logging.WARNING)
    from sortition_algorithms import errors, utils
    from sortition_algorithms.committee_generation import leximin

    # The library's own throws of dice only vary which panels it looks at first.
    utils.set_random_provider(1 + int.from_bytes(sortition.digest_of(pool)[:3], "big"))
    features, people = told(pool)
    try:
        panels, shares, _ = leximin.find_distribution_leximin(
            features, people, pool.places, [], progress_reporter=reporter
        )
    except errors.InfeasibleQuotasError as error:
        return {"relaxed": list(_relaxed(pool, error.features))}
    return {
        "panels": [(sorted(panel), str(Fraction(float(n)))) for panel, n in zip(panels, shares, strict=True)]
    }


def told(pool: sortition.Pool) -> tuple[Any, Any]:
    """The pool in the library's words. Features and categories go by number: it takes "a" and "A" for the same."""
    from sortition_algorithms.features import FeatureCollection, FeatureValueMinMax
    from sortition_algorithms.people import People

    features: FeatureCollection = {
        str(f): {
            str(c): FeatureValueMinMax(min=least, max=most, min_flex=0, max_flex=pool.places)
            for c, (least, most) in enumerate(held.values())
        }
        for f, held in enumerate(pool.quotas.values())
    }
    people = People([])
    for row, (one, of) in enumerate(pool.people.items()):
        coded = {
            str(f): str(list(held).index(of[name])) for f, (name, held) in enumerate(pool.quotas.items())
        }
        people.add(one, coded, features, row)
    return features, people


def _relaxed(pool: sortition.Pool, features: Any) -> Iterator[tuple[str, str, int, int]]:
    """The quotas that the library would change, with the bounds that would do."""
    for f, (feature, held) in enumerate(pool.quotas.items()):
        for c, (category, bounds) in enumerate(held.items()):
            found = features[str(f)][str(c)]
            if (found.min, found.max) != bounds:
                yield feature, category, found.min, found.max


if __name__ == "__main__":
    main()
