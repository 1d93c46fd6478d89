# SPDX-License-Identifier: AGPL-3.0-or-later
"""The room "registry" as Django knows it."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "assemblies.registry"
