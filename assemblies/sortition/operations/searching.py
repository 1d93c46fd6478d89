# SPDX-License-Identifier: AGPL-3.0-or-later
"""The job: looking for the lottery of a draw whose list has closed, with progress, taken up again where a worker died."""

import logging
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q

from assemblies import clock
from assemblies.record import operations as record
from assemblies.sortition import solver
from assemblies.sortition.models import FAILED, FIXED, SEARCHING, Draw
from assemblies.sortition.operations import drawing
from governance import events, lotteries, sortition

log = logging.getLogger(__name__)

SILENT = timedelta(seconds=20)
"""Whoever has not been heard of for so long has died; their draw is taken up anew."""
MOST_ATTEMPTS = 5


class Lost(Exception):
    """The claim is somebody else's by now."""


def search_next() -> bool:
    """Take up one draw that nobody is at, and look for its lottery. Returns whether there was one."""
    claimed = _claim()
    if claimed is None:
        return False
    draw, claim = claimed
    try:
        lottery = solver.find(lotteries.read_pool(draw.pool, ""), _telling(draw.pk, claim))
    except sortition.Impossible as no:
        _settle(draw.pk, claim, no)
    except Lost:
        log.warning("draw %s was taken up by another worker", draw.public_id)
    except solver.NotFound:
        log.exception("no lottery for draw %s", draw.public_id)
        _gave_up(draw, claim)
    else:
        _settle(draw.pk, claim, lottery)
    return True


def _claim() -> tuple[Draw, str] | None:
    """A draw whose list has closed and at which nobody is, with the claim to it."""
    with transaction.atomic():
        now = clock.now()
        free = Q(claim="") | Q(heard_at__lt=now - SILENT)
        rows = Draw.objects.filter(free, state=SEARCHING).order_by("closes_at")
        draw = rows.select_for_update(skip_locked=True, of=("self",)).first()
        if draw is None:
            return None
        claim = secrets.token_hex(16)
        rows.filter(pk=draw.pk).update(
            claim=claim, heard_at=now, attempts=F("attempts") + 1, phase="", done=0, total=0
        )
        draw.attempts += 1
    return draw, claim


def _telling(pk: int, claim: str) -> solver.Told:
    """Writes how far it is into the row of the draw. Raises Lost where the claim is somebody else's."""

    def tell(phase: str, done: int, total: int) -> None:
        mine = Draw.objects.filter(pk=pk, claim=claim, state=SEARCHING)
        if not mine.update(phase=phase, done=done, total=total, heard_at=clock.now()):
            raise Lost

    return tell


def _settle(pk: int, claim: str, found: sortition.Lottery | sortition.Impossible) -> None:
    """Write what came out, once: whoever has lost the claim by now writes nothing."""
    with transaction.atomic():
        rows = Draw.objects.select_for_update(of=("self",)).select_related("assembly")
        draw = rows.filter(pk=pk, claim=claim, state=SEARCHING).first()
        if draw is None:
            return
        if isinstance(found, sortition.Impossible):
            drawing.end(draw, found)
            return
        draw.lottery, draw.digest, draw.state, draw.claim = found.as_json(), found.digest(), FIXED, ""
        event = events.LotteryFixed(draw=draw.public_id, people=len(found.pool.people), digest=draw.digest)
        draw.fixed_entry = record.say(draw.assembly, event, at=clock.now())
        draw.save(update_fields=["lottery", "digest", "state", "claim", "fixed_entry"])


def _gave_up(draw: Draw, claim: str) -> None:
    """The process of its own died: somebody tries again, but not for ever."""
    if draw.attempts < MOST_ATTEMPTS:
        # Nobody is at it any more, and the next turn comes when it would have been missed.
        Draw.objects.filter(pk=draw.pk, claim=claim).update(heard_at=clock.now())
        return
    with transaction.atomic():
        rows = Draw.objects.select_for_update(of=("self",)).select_related("assembly")
        held = rows.filter(pk=draw.pk, claim=claim, state=SEARCHING).first()
        if held is not None:
            drawing.end(held, sortition.not_found(), FAILED)
