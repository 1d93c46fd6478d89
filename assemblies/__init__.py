# SPDX-License-Identifier: AGPL-3.0-or-later
"""The house: one Django app a room."""
