#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door to every command: `up`, `test`, `bench`, and all of Django's; needs Python 3.11 alone."""

import sys

if sys.version_info < (3, 11):
    sys.exit("Nested needs Python 3.11 or later.")
if sys.platform == "win32":
    sys.exit("Nested runs on Linux and macOS; on Windows, run it inside WSL.")

from launch import commands

if __name__ == "__main__":
    sys.exit(commands.main(sys.argv))
