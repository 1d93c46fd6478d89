# SPDX-License-Identifier: AGPL-3.0-or-later
"""Roads for programs."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
