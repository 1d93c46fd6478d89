# SPDX-License-Identifier: AGPL-3.0-or-later
"""The proposals room's resources, for programs."""
