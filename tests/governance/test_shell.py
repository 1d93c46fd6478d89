# SPDX-License-Identifier: AGPL-3.0-or-later
"""The law from a shell: JSON in, JSON out, and one JSON object when it says no."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from governance import exports
from tests.governance.exporting import NETWORK, voted

ROOT = Path(__file__).resolve().parents[2]


def shell(*arguments: str, text: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "governance", *arguments]
    return subprocess.run(command, input=text, capture_output=True, cwd=ROOT, timeout=60, check=False)


def answered(*arguments: str, payload: object) -> Any:
    done = shell(*arguments, text=json.dumps(payload).encode())
    assert (done.returncode, done.stderr) == (0, b"")
    return json.loads(done.stdout)


def refused(*arguments: str, text: bytes = b"") -> dict[str, str]:
    done = shell(*arguments, text=text)
    assert (done.returncode, done.stdout) == (2, b"")
    refusal = json.loads(done.stderr)
    assert set(refusal) == {"error", "message", "at"}
    return dict(refusal)


def test_tally_counts() -> None:
    votes = [{"choice": "yes", "count": 2}, {"choice": "no"}]
    found = answered("tally", payload={"method": "majority", "options": ["yes", "no"], "votes": votes})
    assert found["outcome"] == "adopted"


def test_place_places() -> None:
    effects = {"places": {"mill": "1", "weir": "1"}, "matter": "mobility"}
    assert (
        answered("place", payload={**NETWORK, "effects": effects, "raised_in": "mill"})["assembly"] == "town"
    )


def test_whole_numbers_of_any_size_go_in_and_come_out() -> None:
    many = b"1" + b"0" * 5000
    text = b'{"method":"majority","options":["yes","no"],"votes":[{"choice":"yes","count":' + many + b"}]}"
    done = shell("tally", text=text)
    assert done.returncode == 0
    assert many in done.stdout


@pytest.mark.parametrize(
    ("text", "error", "at"),
    [
        (b"", "bad_json", ""),
        (b"\xff", "bad_json", ""),
        (b'{"method": "majority", "method": "majority"}', "duplicate_key", ""),
        (b'{"method": NaN}', "not_a_number", "/method"),
        (b'{"votes": [0.5]}', "float", "/votes/0"),
        (b"[" * 200_000, "too_deep", ""),
        (b'{"a":' * 70 + b"1" + b"}" * 70, "too_deep", "/a" * 64),
        (b"[]", "bad_input", ""),
        (b'{"method": "dice"}', "no_such_method", "/method"),
        (
            b'{"method": "majority", "options": ["\\ud800", "no"], "votes": []}',
            "lone_surrogate",
            "/options/0",
        ),
        (b'{"method": "majority", "options": ["yes", "no"]}', "missing_member", ""),
    ],
)
def test_what_cannot_be_read_is_refused_with_one_object(text: bytes, error: str, at: str) -> None:
    refusal = refused("tally", text=text)
    assert (refusal["error"], refusal["at"]) == (error, at)


@pytest.mark.parametrize(
    "arguments", [(), ("dance",), ("place", "tally"), ("verify",), ("__init__",), ("verify", "a", "b")]
)
def test_a_command_that_is_not_here_is_refused(arguments: tuple[str, ...]) -> None:
    assert refused(*arguments)["error"] == "bad_command"


def test_verify_prints_a_line_a_check_and_last_the_verdict(tmp_path: Path) -> None:
    (tmp_path / "export.zip").write_bytes(exports.zipped(voted().export()))
    done = shell("verify", str(tmp_path / "export.zip"))
    lines = done.stdout.decode().splitlines()
    assert done.returncode == 0
    assert len(lines) == 13 and lines[-1] == "verified"


def test_verify_says_what_does_not_hold_and_exits_1(tmp_path: Path) -> None:
    files = voted().export()
    files["votes.jsonl"] = files["votes.jsonl"].replace(b'"yes"', b'"no"', 1)
    (tmp_path / "export.zip").write_bytes(exports.zipped(files))
    done = shell("verify", str(tmp_path / "export.zip"))
    assert done.returncode == 1
    assert done.stdout.decode().splitlines()[-1].startswith("NOT verified: Vote ")


def test_verify_of_nothing_is_refused(tmp_path: Path) -> None:
    assert refused("verify", str(tmp_path / "absent.zip"))["error"] == "bad_export"


def test_verify_without_the_library_for_signatures_says_so_and_gives_no_verdict(tmp_path: Path) -> None:
    (tmp_path / "export.zip").write_bytes(exports.zipped(voted().export()))
    bare = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {RUN_VERIFY}"]
    done = subprocess.run([*bare, str(tmp_path / "export.zip")], capture_output=True, timeout=60, check=False)
    assert done.returncode == 2
    assert json.loads(done.stderr)["error"] == "cryptography_missing"


def test_the_law_runs_without_anything_installed() -> None:
    payload = b'{"method": "majority", "options": ["yes", "no"], "votes": []}'
    command = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {RUN}"]
    done = subprocess.run(command, input=payload, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


RUN = "from governance.__main__ import main; sys.exit(main(['tally']))"
RUN_VERIFY = "from governance.__main__ import main; sys.exit(main(['verify', sys.argv[1]]))"
