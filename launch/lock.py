# SPDX-License-Identifier: AGPL-3.0-or-later
"""The threshold's notary: writes requirements.lock and oracles.lock anew from pyproject.toml, without addresses."""

import subprocess
import sys

from launch import bootstrap


def main(arguments: list[str]) -> int:
    """Compile both locks; `arguments` go to uv, such as --upgrade."""
    uv = [sys.prefix + "/bin/uv", "pip", "compile", "-q", "--universal", "--python-version", "3.11"]
    form = ["--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate"]
    ours = ["--group", "dev", "pyproject.toml", "-o", "requirements.lock"]
    guests = ["--no-deps", "--group", "pyproject.toml:oracles", "-o", "oracles.lock"]
    codes = [
        subprocess.run([*uv, *form, *arguments, *what], cwd=bootstrap.PROJECT).returncode
        for what in (ours, guests)
    ]
    return max(codes)
