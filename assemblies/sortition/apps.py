# SPDX-License-Identifier: AGPL-3.0-or-later
"""The room "sortition" as Django knows it."""

from django.apps import AppConfig


class SortitionConfig(AppConfig):
    name = "assemblies.sortition"
