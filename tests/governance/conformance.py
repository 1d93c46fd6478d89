# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where other people's test vectors lie, beside the repository and never in it."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3] / "shared" / "data" / "conformance"


def vectors(suite: str, pattern: str) -> list[Path]:
    """The files of one published suite. Skips the test where they are absent."""
    found = sorted((ROOT / suite).glob(pattern))
    if not found:
        pytest.skip(f"the published vectors of {suite} are not on this machine")
    return found
