# SPDX-License-Identifier: AGPL-3.0-or-later
"""Generated requests against the application itself: it never breaks, and answers as its description says."""

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from schemathesis import GenerationMode

from assemblies.people import operations as people
from tests import sizes
from tests.api import generated, scene
from tests.republic import Republic

EXAMPLES = sizes.of("API_EXAMPLES", 6, 150)
"""Generated requests an operation, mode and known id."""


@pytest.fixture
def known(real_republic: Republic) -> generated.Known:
    return scene.known(real_republic)


@pytest.fixture
def described(known: generated.Known) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.fixture
def secrets(real_republic: Republic) -> Iterator[str]:
    return cycle(
        [people.make_token(person=real_republic.people[who], label="t")[1] for who in ("ana", "olga", "zoe")]
    )


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value
)
def test_generated_requests(
    described: Any, known: generated.Known, secrets: Iterator[str], mode: Any
) -> None:
    faults = generated.faults(described, mode, known, secrets, EXAMPLES)
    assert not faults, "\n\n".join(faults)
