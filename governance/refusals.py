# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the law says when it says no."""

from typing import Any, ClassVar


class Refusal(Exception):
    """An expected no: a code for programs, a sentence for people. Subclasses live beside their rule.

    Facts fill the names in braces of the sentence; whoever says it in another language looks up `template` in a
    catalogue and fills that. `at` is a JSON pointer to the part of the input that is refused, empty where none is.
    """

    code: ClassVar[str] = "refused"

    def __init__(self, sentence: str, *, code: str | None = None, at: str = "", **facts: Any) -> None:
        self.template = sentence
        self.sentence = sentence.format_map({k: _written(v) for k, v in facts.items()}) if facts else sentence
        super().__init__(self.sentence)
        self.at = at
        self.facts = facts
        self._code = code

    @property
    def name(self) -> str:
        """The code of this refusal: the one given, else that of its class."""
        return self._code or type(self).code


def _written(fact: Any) -> str:
    return ", ".join(map(str, fact)) if isinstance(fact, tuple | list) else str(fact)
