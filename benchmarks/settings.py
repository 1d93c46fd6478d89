# SPDX-License-Identifier: AGPL-3.0-or-later
"""The product's own settings, with the yardstick's view added to its roads."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
