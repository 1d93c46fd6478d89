# SPDX-License-Identifier: AGPL-3.0-or-later
"""The threshold: what must run before anything is installed, on the standard library alone."""
