# SPDX-License-Identifier: AGPL-3.0-or-later
"""What templates of wider rooms take from this one."""
