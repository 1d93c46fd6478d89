# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is no export is told so in a sentence, before it can fill a machine: odd folders, swollen archives, devices."""

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from governance import exports, unpacking, verify
from governance.witnessing import NotVerified
from tests.governance.exporting import voted

ROOT = Path(__file__).resolve().parents[2]


def shell(path: object) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "governance", "verify", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def laid_out(files: dict[str, bytes], folder: Path) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def test_a_folder_is_read_as_the_archive_is(tmp_path: Path) -> None:
    files = voted().export()
    (tmp_path / "export.zip").write_bytes(exports.zipped(files))
    folder = laid_out(files, tmp_path / "export")
    assert unpacking.read(folder) == unpacking.read(tmp_path / "export.zip") == files
    assert shell(folder)[1].endswith("\nverified\n")


@pytest.mark.parametrize(
    "name", ["notes.txt", "votes.json", "records/notes.json", "../manifest.json", "a/b/c"]
)
def test_a_file_too_many_is_named_itself_and_not_read(tmp_path: Path, name: str) -> None:
    files = voted().export()
    (tmp_path / "export.zip").write_bytes(exports.zipped({**files, name: b"x" * 100}))
    read = unpacking.read(tmp_path / "export.zip")
    assert read[name] == b""
    with pytest.raises(NotVerified, match=f"{name} is extra"):
        list(verify.checks(read))


def test_of_a_folder_only_its_own_floor_is_looked_at(tmp_path: Path) -> None:
    folder = laid_out(voted().export(), tmp_path / "export")
    laid_out({"deep/down/below.txt": b""}, folder)
    read = unpacking.read(folder)
    assert read["deep"] == b"" and "deep/down/below.txt" not in read


@pytest.mark.parametrize("gone", [exports.VOTES, "manifest.json", exports.RECORDS["acts"]])
def test_what_is_missing_is_named_and_nothing_else_blamed(tmp_path: Path, gone: str) -> None:
    files = voted().export()
    del files[gone]
    with pytest.raises(NotVerified, match=f"{gone} is missing"):
        list(verify.checks(files))


def swollen(name: str, size: int) -> bytes:
    held = io.BytesIO()
    with (
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w", force_zip64=True) as file,
    ):
        for _ in range(size // 2**20):
            file.write(b" " * 2**20)
    return held.getvalue()


def test_a_small_archive_that_swells_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    archive = tmp_path / "swollen.zip"
    archive.write_bytes(swollen(exports.VOTES, 300 * 2**20))
    assert archive.stat().st_size < 2**20
    code, _, error = shell(archive)
    assert (
        code == 2
        and "votes.jsonl would unpack to more than 200 times its size" in json.loads(error)["message"]
    )


def test_what_swells_under_a_name_that_no_export_has_is_never_unpacked(tmp_path: Path) -> None:
    archive = tmp_path / "swollen.zip"
    archive.write_bytes(swollen("film.mov", 300 * 2**20))
    assert unpacking.read(archive) == {"film.mov": b""}


def test_more_than_any_export_holds_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = laid_out(voted().export(), tmp_path / "export")
    monkeypatch.setattr(unpacking, "LARGEST", 1000)
    with pytest.raises(exports.BadExport, match="at most 1000 bytes"):
        unpacking.read(folder)


@pytest.mark.parametrize(
    "what", ["/", "/dev/zero", "/dev/null", "/nowhere/at/all", "pipe", "text", "empty", "folder"]
)
def test_whatever_else_it_is_gets_a_sentence(tmp_path: Path, what: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "text").write_text("no archive")
    (tmp_path / "empty").touch()
    (tmp_path / "folder").mkdir()
    code, told, error = shell(tmp_path / what)
    assert "Traceback" not in error
    if code == 2:
        assert json.loads(error)["error"] == "bad_export"
    else:
        assert code == 1 and told.startswith("NOT verified: The files are not those of an export")


def test_a_file_that_may_not_be_read_gets_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no(*_: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    folder = laid_out(voted().export(), tmp_path / "export")
    monkeypatch.setattr(Path, "read_bytes", no)
    with pytest.raises(exports.BadExport, match=r"cannot be read: .*Permission denied"):
        unpacking.read(folder)
