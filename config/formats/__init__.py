# SPDX-License-Identifier: AGPL-3.0-or-later
"""How dates and numbers are written where Django's own formats leave something out."""
