# SPDX-License-Identifier: AGPL-3.0-or-later
"""Generated requests against the server itself: it never breaks, and answers as its description says."""

import contextlib
import os
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, checks
from schemathesis.specs.openapi import checks as openapi

from assemblies.deliberation import operations as deliberation
from assemblies.people import operations as people
from assemblies.record import operations as record
from tests import republic as small
from tests.republic import Republic

EXAMPLES = int(os.environ.get("NESTED_API_EXAMPLES", "6"))
"""Generated requests an operation and mode; the long form takes 10,000."""
HELD = [
    checks.not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_headers_conformance,
    openapi.response_schema_conformance,
]
REFUSED = [*HELD, openapi.negative_data_rejection]


@pytest.fixture
def known(real_republic: Republic) -> dict[str, list[str]]:
    """Ids that stand for something, so that not everything generated is merely not there."""
    ballot = small.at_vote(real_republic)
    draft = small.proposals.raise_proposal(
        author=real_republic.ana, raised_in=real_republic.linden, content=small.content(real_republic)
    )
    said = deliberation.contribute(
        proposal=ballot.proposal, by=real_republic.ben, kind="comment", text="Well."
    )
    record.seal_all()
    return {
        "assembly_id": [real_republic.linden.public_id, real_republic.ashby.public_id],
        "proposal_id": [ballot.proposal.public_id, draft.public_id],
        "ballot_id": [ballot.public_id],
        "contribution_id": [said.public_id],
    }


@pytest.fixture
def described(known: dict[str, list[str]]) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.fixture
def secrets(real_republic: Republic) -> Iterator[str]:
    return cycle(
        [people.make_token(person=real_republic.people[who], label="t")[1] for who in ("ana", "olga", "zoe")]
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value
)
def test_generated_requests(
    described: Any, known: dict[str, list[str]], secrets: Iterator[str], mode: Any
) -> None:
    faults = []
    for found in described.get_all_operations():
        operation = found.ok()
        try:
            _tried(operation, mode, known, secrets)
        except Exception as error:  # every operation is tried, and every fault told at once
            faults.append(f"{operation.label}: {error}")
    assert not faults, "\n\n".join(faults)


def _tried(operation: Any, mode: Any, known: dict[str, list[str]], secrets: Iterator[str]) -> None:
    named = [name for name in known if "{" + name + "}" in operation.path]
    held = HELD if mode is GenerationMode.POSITIVE else REFUSED
    for number in range(max((len(known[name]) for name in named), default=1)):
        path = {name: known[name][number % len(known[name])] for name in named}

        @given(case=operation.as_strategy(generation_mode=mode, path_parameters=path))
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def ask(case: Any) -> None:
            case.call_and_validate(headers={"Authorization": f"Bearer {next(secrets)}"}, checks=held)

        with contextlib.suppress(Unsatisfiable):  # what takes nothing can be sent nothing wrong
            ask()
