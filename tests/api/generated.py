# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests generated from the API's description, and what has to hold of every answer."""

import contextlib
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, checks
from schemathesis.specs.openapi import checks as openapi

Known = dict[str, list[str]]
"""Names in addresses → ids that stand for something, so that not everything generated is merely not there."""

HELD = [
    checks.not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_headers_conformance,
    openapi.response_schema_conformance,
]
REFUSED = [*HELD, openapi.negative_data_rejection]


def faults(described: Any, mode: Any, known: Known, secrets: Iterator[str], examples: int) -> list[str]:
    """Try every operation with so many requests a known id, and tell every fault at once."""
    found = []
    for each in described.get_all_operations():
        operation = each.ok()
        try:
            _tried(operation, mode, known, secrets, examples)
        except Exception as error:
            found.append(f"{operation.label}: {error}")
    return found


def _tried(operation: Any, mode: Any, known: Known, secrets: Iterator[str], examples: int) -> None:
    named = [name for name in known if "{" + name + "}" in operation.path]
    held = HELD if mode is GenerationMode.POSITIVE else REFUSED
    for number in range(max((len(known[name]) for name in named), default=1)):
        path = {name: known[name][number % len(known[name])] for name in named}

        @given(case=operation.as_strategy(generation_mode=mode, path_parameters=path))
        @settings(
            max_examples=examples,
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
