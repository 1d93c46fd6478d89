# SPDX-License-Identifier: AGPL-3.0-or-later
"""The registry room's resources, for programs."""
