# SPDX-License-Identifier: AGPL-3.0-or-later
"""The room "record" as Django knows it."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "assemblies.record"
