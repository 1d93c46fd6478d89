# SPDX-License-Identifier: AGPL-3.0-or-later
"""The law: pure Python that knows no database, no network, no clock and no randomness of its own."""
