# SPDX-License-Identifier: AGPL-3.0-or-later
"""The people room's resources, for programs."""
