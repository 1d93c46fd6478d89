# SPDX-License-Identifier: AGPL-3.0-or-later
"""The room "front" as Django knows it."""

from django.apps import AppConfig


class FrontConfig(AppConfig):
    name = "assemblies.front"
