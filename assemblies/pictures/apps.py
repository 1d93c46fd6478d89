# SPDX-License-Identifier: AGPL-3.0-or-later
"""The drawing room as Django knows it."""

from django.apps import AppConfig


class PicturesConfig(AppConfig):
    name = "assemblies.pictures"
