# SPDX-License-Identifier: AGPL-3.0-or-later
"""The room "live" as Django knows it."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "assemblies.live"
