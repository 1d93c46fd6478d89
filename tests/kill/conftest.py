# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the tests that kill, race and close share: one durable instance, and a way to tell numbers."""

from collections.abc import Callable, Iterator

import pytest

from tests.kill import house as building


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[building.House]:
    """One running instance on a durable database, for the tests of the xdist group "house" alone."""
    with building.built(tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Print a line of numbers past pytest's capture."""

    def told(line: str) -> None:
        with capsys.disabled():
            print(f"\n   {line}", flush=True)

    return told
