# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drawings made on the server: bowls, maps of places, bars. SVG without style attributes; colours are classes."""
