# SPDX-License-Identifier: AGPL-3.0-or-later
"""The record: append-only, numbered without gaps, a Merkle tree each; two of them an assembly."""

from django.db import models

from governance.events import Book


class Record(models.Model):
    """One record. `frontier` is the tree's right edge, `checkpoint` the latest signed note."""

    origin = models.CharField(max_length=200, unique=True)
    key_name = models.CharField(max_length=200)
    """Which derived key signs it: both records of an assembly are signed by one, named by the public origin."""
    book = models.CharField(max_length=6, choices=[(b.value, b.value) for b in Book])
    assembly_ni = models.CharField(max_length=80, db_index=True)
    size = models.BigIntegerField(default=0)
    frontier = models.BinaryField(default=bytes)
    root = models.BinaryField(default=bytes)
    checkpoint = models.TextField(blank=True)


class Said(models.Model):
    """An entry said and committed, waiting for the sequencer to number it."""

    id = models.BigAutoField(primary_key=True)
    record = models.ForeignKey(Record, models.PROTECT, related_name="said")
    type = models.CharField(max_length=40)
    subject = models.CharField(max_length=13)
    leaf = models.BinaryField()
    said_at = models.DateTimeField()


class Entry(models.Model):
    """A numbered entry. The database refuses to change or delete a row of this table."""

    id = models.BigIntegerField(primary_key=True)
    record = models.ForeignKey(Record, models.PROTECT, related_name="entries")
    number = models.BigIntegerField()
    type = models.CharField(max_length=40)
    subject = models.CharField(max_length=13)
    leaf = models.BinaryField()
    said_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "number"], name="record_has_no_forks")]
        indexes = [models.Index(fields=["subject", "id"], name="entries_about_a_proposal")]


class Body(models.Model):
    """What an entry holds only as salted digests, and the salts. Erasing a row leaves every proof valid."""

    entry_id = models.BigIntegerField(primary_key=True)
    values = models.JSONField()
    salts = models.JSONField()


class Checkpoint(models.Model):
    """A signed size and root of a record as it once was."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="checkpoints")
    size = models.BigIntegerField()
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "size"], name="one_checkpoint_a_size")]
