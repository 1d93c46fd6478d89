# SPDX-License-Identifier: AGPL-3.0-or-later
"""The threshold's notary: writes requirements.lock anew from pyproject.toml, without addresses."""

import subprocess
import sys

from launch import bootstrap


def main(arguments: list[str]) -> int:
    """Compile the lock; `arguments` go to uv, such as --upgrade."""
    uv = [sys.prefix + "/bin/uv", "pip", "compile", "-q", "--universal", "--python-version", "3.11"]
    form = ["--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate", "--group", "dev"]
    return subprocess.run(
        [*uv, *form, *arguments, "pyproject.toml", "-o", "requirements.lock"], cwd=bootstrap.PROJECT
    ).returncode
