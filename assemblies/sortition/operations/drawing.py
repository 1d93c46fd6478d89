# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the clock does with draws: closing the list, and drawing once the seed can be known."""

import json
import secrets

from django.db import transaction

from assemblies import clock
from assemblies.record import operations as record
from assemblies.record import queries as records
from assemblies.record.models import Record
from assemblies.sortition import queries
from assemblies.sortition.models import ASKED, DRAWN, FIXED, IMPOSSIBLE, OPEN, SEARCHING, Draw, Volunteer
from governance import canonical, events, lotteries, sortition
from governance.refusals import Refusal

AT_ONCE = 20


def close_due() -> int:
    """Close the lists whose hour has come. Returns how many."""
    due = Draw.objects.filter(state=OPEN, closes_at__lte=clock.now()).order_by("closes_at")
    return sum(_close(pk) for pk in due.values_list("pk", flat=True)[:AT_ONCE])


def _close(pk: int) -> bool:
    """Give everyone on the list a number, by chance, and keep the pool. People who do not live here any more are not
    on it."""
    with transaction.atomic():
        draw = Draw.objects.select_for_update(of=("self",)).select_related("assembly").get(pk=pk)
        if draw.state != OPEN or clock.now() < draw.closes_at:
            return False
        there = list(queries.still_living(draw))
        secrets.SystemRandom().shuffle(there)
        for n, row in enumerate(there, 1):
            row.number = f"{n:04}"
        Volunteer.objects.bulk_update(there, ["number"])
        people = [{"id": row.number, "features": row.features} for row in there]
        draw.pool = {"places": draw.places, "quotas": draw.quotas, "people": people}
        draw.state = SEARCHING
        draw.save(update_fields=["pool", "state"])
        try:
            sortition.enough(lotteries.read_pool(draw.pool, ""))
        except Refusal as no:
            end(draw, no)
    return True


def end(draw: Draw, no: Refusal, state: str = IMPOSSIBLE) -> None:
    """Nobody is drawn; the law's no says why. For callers who hold the draw."""
    draw.state, draw.claim = state, ""
    draw.refusal = {"sentence": no.template, "facts": json.loads(json.dumps(no.facts)), "code": no.name}
    draw.save(update_fields=["state", "claim", "refusal"])
    record.say(draw.assembly, events.DrawEnded(draw=draw.public_id, why=no.name), at=clock.now())


def draw_due() -> int:
    """Draw where the lottery stands in a signed checkpoint, from whose root the seed follows. Returns how many."""
    waiting = Draw.objects.filter(state=FIXED).order_by("pk").values_list("pk", flat=True)
    return sum(_draw(pk) for pk in waiting[:AT_ONCE])


def _draw(pk: int) -> bool:
    with transaction.atomic():
        draw = Draw.objects.select_for_update(of=("self",)).select_related("assembly").get(pk=pk)
        entry = records.entry(draw.fixed_entry)
        if draw.state != FIXED or entry is None:
            return False
        signed = Record.objects.get(pk=entry.record_id)
        if signed.size <= entry.number:
            return False
        lottery = lotteries.read(draw.lottery, "")
        root = bytes(signed.root).hex()
        seed = sortition.seed(draw.digest, root)
        panel = sortition.drawn(lottery, seed)
        draw.root, draw.note, draw.state = root, signed.checkpoint, DRAWN
        draw.save(update_fields=["root", "note", "state"])
        draw.volunteers.filter(number__in=panel).update(answer=ASKED)
        event = events.DrawMade(
            draw=draw.public_id, lottery=draw.digest, size=signed.size, root=root, seed=seed.hex(),
            ticket=sortition.ticket(seed), panel=digest_of(panel),
        )  # fmt: skip
        record.say(draw.assembly, event, at=clock.now())
    return True


def digest_of(panel: sortition.Panel) -> str:
    """The name of the numbers of those who are drawn."""
    return canonical.ni(canonical.encode(list(panel)))
