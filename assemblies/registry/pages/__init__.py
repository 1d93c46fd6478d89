# SPDX-License-Identifier: AGPL-3.0-or-later
"""The registry's pages: places, powers, coming in, one's own seats, and the founding."""
