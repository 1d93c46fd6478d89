# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verifying: one exported decision repeated from its files, check by check, by anyone who has a copy."""

from collections.abc import Iterator, Mapping

from governance import exports, witnessing
from governance.verify import exported, listed, recorded, recounted
from governance.verify.recounted import HELD_APART, NOT_COUNTED, NOT_NAMED
from governance.witnessing import NotVerified

__all__ = ["HELD_APART", "NOT_CHECKED", "NOT_COUNTED", "NOT_NAMED", "checks"]

NOT_CHECKED = (
    "Not checked: that these numbers are the sums of the votes cast. The votes are not in the public part;"
    " whoever may read them checks that with the whole export."
)


def checks(files: Mapping[str, bytes]) -> Iterator[str]:
    """Repeat everything about one decision; yield a sentence for each check that holds.

    Of the public part of an export, which has no votes, the last sentence says what was not checked.
    Raises NotVerified, or the Refusal of whatever cannot be read, at the first check that does not hold.
    """
    names = exported.kind(files)
    whole, secret = names != exports.PUBLIC_FILES, names == exports.SECRET_FILES
    export = exported.read(files, exports.FORMAT if whole else exports.PUBLIC_FORMAT)
    yield f"The {len(files)} files are all there, each in its one canonical form."
    yield from recorded.records(export)
    number, made = witnessing.included(export.public)
    yield f"The decision is entry {number} of the public record, by its inclusion proof."
    opened_number, opened = recorded.opening(export, number, made)
    yield recorded.placement(export, opened_number)
    yield recorded.ballot(export, opened, made)
    if secret != (whole and not export.is_open):
        raise NotVerified("What the ballot promises of secrecy is not how its votes are listed.")
    if whole and bool(export.paper.get("lending")) != (exports.LENT in files):
        raise NotVerified("Whether votes that were lent count is not as the ballot has it.")
    if whole:
        yield from listed.votes(export, opened, made)
        yield from recounted.secret(export, made, number) if secret else recounted.count(export, made, number)
    else:
        yield from recounted.public(export, made, number)
        yield NOT_CHECKED
