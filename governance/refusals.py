# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the law says when it says no."""

from typing import Any, ClassVar


class Refusal(Exception):
    """An expected no: a code for programs, a sentence for people. Subclasses live beside their rule.

    `at` is a JSON pointer to the part of the input that is refused, empty where none is.
    """

    code: ClassVar[str] = "refused"

    def __init__(self, sentence: str, *, code: str | None = None, at: str = "", **facts: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.at = at
        self.facts = facts
        self._code = code

    @property
    def name(self) -> str:
        """The code of this refusal: the one given, else that of its class."""
        return self._code or type(self).code
