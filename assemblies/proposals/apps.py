# SPDX-License-Identifier: AGPL-3.0-or-later
"""The room "proposals" as Django knows it."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "assemblies.proposals"
