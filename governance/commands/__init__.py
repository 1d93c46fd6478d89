# SPDX-License-Identifier: AGPL-3.0-or-later
"""The law's commands: one file a verb of the shell, plain data in, plain data out."""
