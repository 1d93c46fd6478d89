# SPDX-License-Identifier: AGPL-3.0-or-later
"""The voting room's resources, for programs. No count is told before the close, to anyone."""
