# SPDX-License-Identifier: AGPL-3.0-or-later
"""The room "deliberation" as Django knows it."""

from django.apps import AppConfig


class DeliberationConfig(AppConfig):
    name = "assemblies.deliberation"
