# SPDX-License-Identifier: AGPL-3.0-or-later
"""Unpacking: the files of an export from a folder or an archive, by their names and sizes before any is read."""

import os
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

from governance.exports import KNOWN, BadExport

LARGEST = 2 * 1024**3
"""Bytes of all files together."""
TIMES, SMALL = 200, 4 * 1024**2
"""A file of more than SMALL bytes has at most so many times the bytes it is packed in: random salts and hashes, which
most of an export is, hardly pack at all."""
CANNOT = (
    OSError,
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
    zlib.error,
)
"""What a broken archive is told by."""


def read(path: Path) -> dict[str, bytes]:
    """The files in a folder or an archive by name. What no export has is named and not read: its bytes are empty.

    Raises BadExport for what is neither, cannot be read, or would unpack to more than an export is.
    """
    try:
        if path.is_dir():
            return _folder(path)
        if not path.is_file():
            raise BadExport("There is no folder or archive of this name.")
        with zipfile.ZipFile(path) as archive:
            return _unzipped(archive)
    except CANNOT as error:
        raise BadExport("This cannot be read: {error}.", error=str(error)) from None


def _folder(path: Path) -> dict[str, bytes]:
    """One folder deep, as the records of an export are: what lies deeper is nobody's to look through."""
    found: dict[str, Path] = {}
    inside = {name.partition("/")[0] for name in KNOWN if "/" in name}
    for each in _listed(path):
        if each.name in inside and each.is_dir():
            found |= {f"{each.name}/{one.name}": one for one in _listed(each)}
        else:
            found[each.name] = each
    known = {name: file for name, file in found.items() if name in KNOWN and file.is_file()}
    return _taken(
        found, {name: file.stat().st_size for name, file in known.items()}, lambda n: known[n].read_bytes()
    )


def _listed(path: Path) -> list[Path]:
    return sorted(Path(each.path) for each in os.scandir(path))


def _unzipped(archive: zipfile.ZipFile) -> dict[str, bytes]:
    members = {member.filename: member for member in archive.infolist() if not member.is_dir()}
    if len(members) < sum(not member.is_dir() for member in archive.infolist()):
        raise BadExport("A file stands twice in this archive.")
    for name in sorted(members.keys() & KNOWN):
        if members[name].file_size > max(SMALL, TIMES * members[name].compress_size):
            raise BadExport(
                "{name} would unpack to more than {times} times its size, as nothing in an export does.",
                name=name,
                times=TIMES,
            )
    sizes = {name: member.file_size for name, member in members.items() if name in KNOWN}
    return _taken(members, sizes, archive.read)


def _taken(
    found: Mapping[str, object], sizes: Mapping[str, int], taken: Callable[[str], bytes]
) -> dict[str, bytes]:
    if sum(sizes.values()) > LARGEST:
        raise BadExport("An export has at most {most} bytes.", most=LARGEST)
    return {name: taken(name) if name in sizes else b"" for name in sorted(found)}
