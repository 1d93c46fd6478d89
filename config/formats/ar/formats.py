# SPDX-License-Identifier: AGPL-3.0-or-later
"""Arabic with Latin digits, as CLDR writes it: Django groups no digits here."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
