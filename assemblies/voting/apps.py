# SPDX-License-Identifier: AGPL-3.0-or-later
"""The room "voting" as Django knows it."""

from django.apps import AppConfig


class VotingConfig(AppConfig):
    name = "assemblies.voting"
