# SPDX-License-Identifier: AGPL-3.0-or-later
"""The room "people" as Django knows it."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "assemblies.people"
