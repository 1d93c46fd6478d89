# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demonstration: an invented network that a fresh instance can open on, told through the other rooms."""

from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    name = "assemblies.demonstration"
    label = "demonstration"
