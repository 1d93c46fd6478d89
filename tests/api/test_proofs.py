# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a program needs to check a record itself: proofs that the law's own code verifies, and signed sizes."""

import base64
from datetime import timedelta
from itertools import pairwise
from typing import Any

from assemblies import clock
from assemblies.people import operations_pacing
from assemblies.record import operations as record
from assemblies.record.models import Checkpoint
from assemblies.registry.api import proofs
from governance import merkle
from tests import republic as small
from tests.api.conftest import Program, problem
from tests.republic import Republic


def raw(text: str) -> bytes:
    return base64.b64decode(text)


def grown(republic: Republic) -> tuple[str, list[int]]:
    """A record that was signed at several sizes, minutes apart, so that each is kept; and those sizes."""
    here = f"/assemblies/{republic.linden.public_id}"
    sizes = []
    for minutes, title in enumerate(("Reopen the path", "Mend the bridge", "Plant three limes")):
        with clock.travel(clock.now() + timedelta(minutes=2 * minutes)):
            small.discussed(republic, title=title)
            record.seal_all()
        sizes.append(Program().get(f"{here}/checkpoint")["size"])
    assert len(set(sizes)) == 3 and sizes[-1] > 8
    return here, sizes


def entry(here: str, number: int) -> dict[str, Any]:
    return Program().get(f"{here}/entries?since={number}&limit=1")["results"][0]


def test_every_entry_is_proved_to_stand_in_the_record_at_every_size(republic: Republic) -> None:
    here, sizes = grown(republic)
    for size in sizes:
        for number in range(size):
            told = Program().get(f"{here}/entries/{number}/proof?size={size}")
            leaf = merkle.leaf_hash(raw(entry(here, number)["leaf"]))
            proof, root = [raw(step) for step in told["proof"]], raw(told["root"])
            assert leaf == raw(told["leaf_hash"])
            assert merkle.verify_inclusion(number, size, leaf, proof, root)
            assert not merkle.verify_inclusion(number, size, merkle.leaf_hash(b"other"), proof, root)
            assert told["note"] is None or told["root"] in told["note"]


def test_unless_told_the_proof_is_for_the_root_of_now_which_is_signed(republic: Republic) -> None:
    here, sizes = grown(republic)
    told, now = Program().get(f"{here}/entries/3/proof"), Program().get(f"{here}/checkpoint")
    assert (told["size"], told["root"], told["note"]) == (sizes[-1], now["root"], now["note"])
    assert now["root"] in now["note"]


def test_the_record_is_proved_to_have_only_grown(republic: Republic) -> None:
    here, sizes = grown(republic)
    for old, new in [*pairwise(sizes), (sizes[0], sizes[-1]), (3, sizes[-1]), (sizes[0], sizes[0])]:
        told = Program().get(f"{here}/consistency?old_size={old}&size={new}")
        proof = [raw(step) for step in told["proof"]]
        old_root, root = raw(told["old_root"]), raw(told["root"])
        assert merkle.verify_consistency(old, new, proof, old_root, root)
        if old != new:
            assert not merkle.verify_consistency(old, new, proof, merkle.leaf_hash(b"another past"), root)
        # The root of then is the root that was signed then, not one made up to fit.
        signed = Checkpoint.objects.filter(record=republic.linden.public_record, size=old).first()
        assert (signed is not None) == (old in sizes)
        assert told["old_note"] == (signed.note if signed else None)
        assert signed is None or told["old_root"] in signed.note


def test_sizes_that_were_signed_are_listed_the_latest_first(republic: Republic) -> None:
    here, sizes = grown(republic)
    listed = [row["size"] for row in Program().get(f"{here}/checkpoints")["results"]]
    assert listed == sorted(listed, reverse=True) and set(sizes) <= set(listed)


def test_beyond_the_record_there_is_no_proof(republic: Republic) -> None:
    here, sizes = grown(republic)
    last = sizes[-1]
    problem(Program()("GET", f"{here}/entries/{last}/proof"), 404)
    for path in (
        f"/entries/0/proof?size={last + 1}",
        "/entries/4/proof?size=4",
        "/entries/0/proof?size=0",
        "/consistency",
        f"/consistency?old_size={last + 1}",
        f"/consistency?old_size=4&size={last + 1}",
        "/consistency?old_size=5&size=4",
        "/consistency?old_size=0",
    ):
        no = problem(Program()("GET", here + path), 400)
        assert no["errors"][0]["pointer"].startswith("query:/"), path


def test_the_record_of_acts_is_proved_to_those_who_may_read_it(republic: Republic) -> None:
    here, _sizes = grown(republic)
    paths = (
        "/entries/1/proof?record=acts",
        "/consistency?old_size=1&record=acts",
        "/checkpoints?record=acts",
    )
    for path in paths:
        problem(Program()("GET", here + path), 401)
        problem(Program(republic.fay)("GET", here + path), 403)
        Program(republic.ben).get(here + path)
    told = Program(republic.ben).get(here + paths[0])
    leaf = Program(republic.ben).get(f"{here}/entries?record=acts&since=1&limit=1")["results"][0]["leaf"]
    proof = [raw(step) for step in told["proof"]]
    assert merkle.verify_inclusion(1, told["size"], merkle.leaf_hash(raw(leaf)), proof, raw(told["root"]))


def test_proofs_have_a_pace_of_their_own(republic: Republic, settings: Any, monkeypatch: Any) -> None:
    del settings.API_RATE
    monkeypatch.setattr(proofs.ProofRate, "usual", 3)
    operations_pacing.forget()
    here = f"/assemblies/{republic.linden.public_id}"
    record.seal_all()
    for _ in range(3):
        Program().get(f"{here}/entries/0/proof")
    problem(Program()("GET", f"{here}/consistency?old_size=1"), 429)
    Program().get(f"{here}/entries")
    operations_pacing.forget()
