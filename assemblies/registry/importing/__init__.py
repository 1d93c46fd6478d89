# SPDX-License-Identifier: AGPL-3.0-or-later
"""Importing real places: files are read, nested and planned without a database, and only then founded."""
