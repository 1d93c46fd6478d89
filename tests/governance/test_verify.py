# SPDX-License-Identifier: AGPL-3.0-or-later
"""An exported decision verifies as it stands, and in no other way."""

import base64
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from governance import canonical, entries, exports, merkle, verify
from governance.commands import verify as command
from governance.tallies import sentences
from tests.governance import exporting
from tests.governance.exporting import CLOSES, OPENED, Town, refused, voted

JSON_FILES = tuple(name for name in exports.FILES if name.endswith(".json"))


def changed(files: Mapping[str, bytes], name: str, change: Callable[[Any], Any]) -> dict[str, bytes]:
    """The files with one JSON part changed in place."""
    value = json.loads(files[name])
    change(value)
    return {**files, name: canonical.encode(value)}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("tally", [exporting.majority, exporting.double])
def test_a_true_export_verifies(seed: int, tally: Callable[[], dict[str, Any]]) -> None:
    lines = list(verify.checks(voted(seed, tally(), voters=seed * 3).export()))
    assert len(lines) == 12 + ("The numbers of the places are those recorded at the close." in lines)
    assert "The public record begins with the genesis of Ashby" in lines[1]


def test_the_last_vote_of_a_person_stands() -> None:
    town = voted(voters=1)
    assert town.decision["counts"] == {"yes": 0, "no": 1, "abstain": 0}
    assert len(town.votes) == 2
    assert "The count of 1 voters" in list(verify.checks(town.export()))[-1]


def test_every_vote_line_is_needed_once_and_in_order() -> None:
    files = voted().export()
    lines = files["votes.jsonl"].splitlines(keepends=True)
    for index in range(len(lines)):
        for other in (
            lines[:index] + lines[index + 1 :],
            [*lines, lines[index]],
            lines[index:] + lines[:index],
        ):
            if other != lines:
                assert "in order" in refused({**files, "votes.jsonl": b"".join(other)})


def test_a_vote_for_something_else_does_not_open_its_seal() -> None:
    town = voted()
    town.votes[2]["choice"] = "no" if town.votes[2]["choice"] != "no" else "yes"
    assert "choice differs" in refused(town.export())


def test_votes_that_exchange_their_voters_are_found() -> None:
    town = voted()
    town.votes[1]["who"], town.votes[2]["who"] = town.votes[2]["who"], town.votes[1]["who"]
    assert "who differs" in refused(town.export())


def test_a_voter_counted_in_another_place_does_not_open_the_seal() -> None:
    town = voted(tally=exporting.double())
    vote = town.votes[2]
    vote["assembly"] = "weir" if vote["assembly"] == "mill" else "mill"
    assert "assembly differs" in refused(town.export())
    town.decide()  # though the count, the decision and its digest all follow the new place
    assert "assembly differs" in refused(town.export(public=recorded_again(town)))


def recorded_again(town: Town) -> dict[str, Any]:
    """The public record as if only the latest decision had been said."""
    named = town.tally["method"] == "double-majority"  # the numbers of the places, before each decision
    del town.public[town.decided - 2 - 2 * named : town.decided - named]
    town.decided = len(town.public) - 1
    return {**town.book("public", town.placed), "decision": exports.included(town.public, town.decided)}


@pytest.mark.parametrize(
    ("left_out", "sentence"),
    [
        (("assembly",), "do not stand together"),
        (("assembly_salt",), "do not stand together"),
        (("assembly", "assembly_salt"), "do not seal just"),
    ],
)
def test_a_double_majority_needs_the_place_of_every_vote(left_out: tuple[str, ...], sentence: str) -> None:
    town = voted(tally=exporting.double())
    for name in left_out:
        del town.votes[1][name]
    assert sentence in refused(town.export())


def test_a_place_that_no_leaf_seals_is_not_taken_on_trust() -> None:
    town = Town(tally=exporting.double())
    town.live_before()
    town.place()
    town.open()
    at = OPENED + timedelta(hours=1)
    private = {"who": "v1", "choice": "yes"}
    salts = town.say(town.acts, "VoteCast", at, {"proposal": "p1", "ballot": "b1"}, private)
    opened = {f"{name}_salt": salt.hex() for name, salt in salts.items()}
    town.votes.append({"number": len(town.acts) - 1, **private, **opened, "assembly": "mill"})
    town.decide()
    assert "its salt do not stand together" in refused(town.export())
    town.votes[0]["assembly_salt"] = "00" * 32
    assert "do not seal just who, choice, assembly" in refused(town.export())


def test_places_counted_otherwise_than_sealed_are_found_though_they_were_recorded() -> None:
    town = voted(tally=exporting.double(), voters=8)
    moved = [vote | {"assembly": "mill"} for vote in town.votes]
    sealed, town.votes = town.votes, moved
    town.decide()
    town.votes = sealed
    assert "numbers of the places" in refused(town.export(public=recorded_again(town)))


def test_a_vote_cast_after_the_hour_is_found_even_when_counted() -> None:
    town = Town()
    town.place()
    town.open()
    town.vote("late", "yes", at=CLOSES + timedelta(microseconds=1))
    town.decide()
    assert "was not recorded while the ballot was open" in refused(town.export())


def test_a_vote_left_out_of_the_list_and_the_count_is_found() -> None:
    town = Town()
    town.place()
    town.open()
    for number in range(5):
        town.vote(f"v{number}", "no")
    town.votes.pop()
    town.decide()
    assert "in order" in refused(town.export())


def test_a_vote_cannot_hide_behind_a_hash() -> None:
    town = Town()
    town.place()
    town.open()
    for number in range(5):
        town.vote(f"v{number}", "no")
    town.votes = town.votes[3:]
    town.decide()
    hiding = town.book("acts", 4)
    assert "before the ballot opened" in refused(town.export(acts=hiding))
    hiding["leaves"][5] = "h:" + merkle.leaf_hash(town.acts[5]).hex()
    assert "does not show just its entries" in refused(town.export(acts=hiding))


def test_a_result_other_than_the_count_is_found_though_it_was_recorded() -> None:
    town = voted()
    said = {**town.decision, "outcome": "rejected" if town.decision["outcome"] == "adopted" else "adopted"}
    facts = {"proposal": "p1", "ballot": "b1", "outcome": said["outcome"], "because": said["because"]}
    town.public = town.public[: town.decided]
    town.say(town.public, "DecisionMade", CLOSES, {**facts, "digest": canonical.ni(canonical.encode(said))})
    assert "another result" in refused(town.export(decision=said))


def told(because: str) -> Town:
    """A town in which the decision was recorded with this sentence."""
    town = voted()
    town.decision = {**town.decision, "because": because}
    facts = {"proposal": "p1", "ballot": "b1", "outcome": town.decision["outcome"], "because": because}
    town.public = town.public[: town.decided]
    digest = canonical.ni(canonical.encode(town.decision))
    town.say(town.public, "DecisionMade", CLOSES, {**facts, "digest": digest})
    return town


def test_a_count_told_in_the_words_of_before_verifies_and_in_made_up_ones_does_not() -> None:
    before = " ".join(sentences.Said(**one).exact() for one in voted().decision["said"])
    assert before != voted().decision["because"]
    town = told(before)
    assert any(before in line for line in verify.checks(town.export()))
    assert "another result" in refused(told("Adopted, because everyone wanted it.").export())


def test_a_decision_recorded_twice_is_found() -> None:
    town = voted()
    town.public.append(town.public[town.decided])
    assert "does not hold this decision once" in refused(town.export())


def test_a_placement_that_the_test_would_not_give_is_found_though_it_was_recorded() -> None:
    town = Town()
    town.place()
    town.placement["answer"]["assembly"] = "mill"
    facts = {"proposal": "p1", "answer": "mill", "because": "So be it."}
    town.public.pop()
    facts["digest"] = canonical.ni(canonical.encode(town.placement))
    town.say(town.public, "ProposalPlaced", OPENED, facts)
    town.open()
    town.vote("a", "yes")
    town.decide()
    assert "another answer" in refused(town.export())


def test_a_record_under_another_key_is_found() -> None:
    town, stranger = voted(1), voted(2)
    forged = town.book("acts", 1, key=stranger.key)
    assert "under another key" in refused(town.export(acts=forged))
    forged["verifier_key"] = json.loads(town.export()["records/acts.json"])["verifier_key"]
    assert "not signed by" in refused(town.export(acts=forged))


def test_the_export_of_one_assembly_does_not_pass_for_another() -> None:
    files, other = voted(1).export(), voted(2)
    altered = changed(files, "manifest.json", lambda value: value.update(assembly=other.name))
    assert "not the genesis of this assembly" in refused(altered)


def test_a_record_that_was_rewritten_does_not_grow_from_its_earlier_checkpoint() -> None:
    town = voted()
    before = json.loads(town.export(kept=2)["records/acts.json"])["before"]
    town.acts[1] = entries.seal("SeatTaken", entries.instant(OPENED), town.name, {"office": "none"}, {}, {})
    acts = town.book("acts", exports.before_opening(town.acts[2:], OPENED), kept=2)
    acts["before"]["checkpoint"] = before["checkpoint"]
    assert "did not grow" in refused(town.export(acts=acts))


@pytest.mark.parametrize("kept", [None, 1, 3, 4])
def test_what_is_said_of_growing_is_what_an_earlier_checkpoint_shows(kept: int | None) -> None:
    said = "\n".join(verify.checks(voted().export(kept=kept)))
    for book in ("public", "acts"):
        assert (f"The {book} record only added to the {kept} entries" in said) is (kept is not None)
        assert (f"Not checked: that the {book} record only grew." in said) is (kept is None)


def test_a_record_that_shows_nothing_but_its_beginning_hides_the_votes() -> None:
    town = voted()
    acts = town.book("acts", len(town.acts))
    acts["leaves"] = acts["leaves"][:1] + ["h:" + merkle.leaf_hash(leaf).hex() for leaf in town.acts[1:]]
    town.votes = []
    assert "does not show just its entries" in refused(town.export(acts=acts))


def test_a_leaf_has_one_spelling() -> None:
    files = voted().export()

    def respell(value: Any) -> None:
        leaf = base64.b64decode(value["leaves"][-1])
        value["leaves"][-1] = base64.urlsafe_b64encode(leaf).decode().rstrip("=") + "\n"

    assert "not base64" in refused(changed(files, "records/acts.json", respell))


def test_an_archive_and_a_folder_say_the_same(tmp_path: Path) -> None:
    files = voted().export()
    (tmp_path / "export.zip").write_bytes(exports.zipped(files))
    for name, data in files.items():
        (tmp_path / "folder" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "folder" / name).write_bytes(data)
    zipped = command.run({"export": str(tmp_path / "export.zip")})
    assert zipped == command.run({"export": str(tmp_path / "folder")})
    assert zipped["verified"] and zipped["lines"][-1] == "verified"


def test_what_is_no_export_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_bytes(b"no archive")
    for name in ("text.zip", "absent"):
        with pytest.raises(exports.BadExport):
            command.run({"export": str(tmp_path / name)})
