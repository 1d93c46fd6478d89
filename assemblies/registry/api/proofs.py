# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proofs about a record, for programs: that an entry stands in it, and that it only ever grew (RFC 6962)."""

import base64
from typing import Any, ClassVar

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assemblies import shapes
from assemblies.programs import Rate, reads
from assemblies.record import queries as record
from assemblies.record.models import Entry, Record
from assemblies.registry.api.records import BOOKS, OfRecord, Which
from governance import merkle

NUMBER = "[0-9]{1,15}"


class Hash(shapes.Text):
    """32 bytes in base64."""

    def to_representation(self, value: Any) -> str:
        return base64.b64encode(value).decode()


class InclusionShape(shapes.Shape):
    """That an entry stands at its number in a record of this size and root: `merkle.verify_inclusion` takes it."""

    record = shapes.OneOf(BOOKS)
    origin = shapes.Text()
    number = shapes.Whole()
    size = shapes.Whole()
    leaf_hash = Hash()
    proof = serializers.ListField(child=Hash(), help_text="From the leaf up, in base64.")
    root = Hash()  # type: ignore[assignment]
    note = shapes.Text(
        allow_null=True,
        help_text="The checkpoint signed at this size; null where none is kept of just this.",
    )


class ConsistencyShape(shapes.Shape):
    """That a record of one size only added to itself at another: `merkle.verify_consistency` takes it."""

    record = shapes.OneOf(BOOKS)
    origin = shapes.Text()
    old_size = shapes.Whole()
    old_root = Hash()
    size = shapes.Whole()
    proof = serializers.ListField(child=Hash(), help_text="In the order of RFC 6962, in base64.")
    root = Hash()  # type: ignore[assignment]
    old_note = shapes.Text(allow_null=True)
    note = shapes.Text(allow_null=True)


class InclusionQuery(Which):
    """At which size of the record."""

    size = shapes.Digits(
        min_value=1, required=False, help_text="How many entries; as many as it has, unless told."
    )


class ConsistencyQuery(InclusionQuery):
    """Between which two sizes of the record."""

    old_size = shapes.Digits(min_value=1, help_text="How many entries it had then.")


class ProofRate(Rate):
    """So many proofs a minute: each reads the hash of every entry up to its size."""

    usual = 120

    def who(self, request: Request) -> str:
        return f"proofs {super().who(request)}"[:80]


class Proving(OfRecord):
    """A resource that proves something at a size of a record."""

    throttle_classes = [Rate, ProofRate]

    def size_of(self, kept: Record) -> int:
        """The size asked for. Raises Unfit where the record has not come to it."""
        size: int = self.asked.get("size", kept.size)
        if size > kept.size:
            raise too_far("size")
        return size


def root_at(kept: Record, size: int) -> bytes:
    """The root of a record as it was at a size; its own of now is kept beside it."""
    return bytes(kept.root) if size == kept.size else record.root_of(kept, 0, size)


def too_far(name: str) -> shapes.Unfit:
    """The no to a size that this record has not, or a number that lies beyond the size."""
    return shapes.Unfit({name: [_("The record does not go as far as this.")]}, root="query:")


class Inclusion(Proving):
    """The proof that an entry is in its record."""

    query = InclusionQuery
    path_forms: ClassVar = {"number": NUMBER}

    @reads(InclusionShape)
    def get(self, request: Request, assembly_id: str, number: str) -> Response:
        """The proof that an entry stands in a record, at its size now or an earlier one."""
        book, kept = self.record()
        size, at = self.size_of(kept), int(number)
        row = Entry.objects.filter(record=kept, number=at, number__lt=kept.size).first()
        if row is None:
            raise Http404
        if at >= size:
            raise too_far("size")
        found = {"record": book, "origin": kept.origin, "number": at, "size": size}
        found |= {"leaf_hash": merkle.leaf_hash(bytes(row.leaf)), "root": root_at(kept, size)}
        found |= {"proof": record.inclusion_proof(kept, at, size), "note": record.checkpoint_at(kept, size)}
        return self.tell(InclusionShape, found)


class Consistency(Proving):
    """The proof that a record only grew."""

    query = ConsistencyQuery

    @reads(ConsistencyShape)
    def get(self, request: Request, assembly_id: str) -> Response:
        """The proof that a record at one size holds all that it held at an earlier one, and added to it only."""
        book, kept = self.record()
        old, size = self.asked["old_size"], self.size_of(kept)
        if old > size:
            raise too_far("old_size")
        found = {"record": book, "origin": kept.origin, "old_size": old, "size": size}
        found |= {"old_root": root_at(kept, old), "root": root_at(kept, size)}
        found |= {"proof": record.consistency_proof(kept, old, size)}
        found |= {"old_note": record.checkpoint_at(kept, old), "note": record.checkpoint_at(kept, size)}
        return self.tell(ConsistencyShape, found)


class SignedShape(shapes.Shape):
    """A size at which a record was signed, and the note that was kept of it."""

    size = shapes.Whole()
    at = serializers.DateTimeField()
    note = shapes.Text()


class CheckpointsQuery(shapes.Listing, Which):
    """Of which record."""


class Checkpoints(OfRecord):
    """The checkpoints kept for good."""

    query = CheckpointsQuery

    @reads(shapes.listed(SignedShape))
    def get(self, request: Request, assembly_id: str) -> Response:
        """The checkpoints kept for good, about one a minute of growth, the latest first: sizes to ask proofs between."""
        return self.page(record.checkpoints(self.record()[1]), ("-size",), SignedShape)
