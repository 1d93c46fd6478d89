# SPDX-License-Identifier: AGPL-3.0-or-later
"""The wiring: it only names the parts."""
