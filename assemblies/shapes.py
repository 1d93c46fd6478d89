# SPDX-License-Identifier: AGPL-3.0-or-later
"""Shapes: what a program may send and what it gets, as strict as the law: "0" is not true, 1 is not "1"."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import exceptions, serializers

PUBLIC_ID = "[0-9a-hjkmnp-tv-z]{13}"
SHARE = r"(0|1|0\.[0-9]{1,6}|1\.0{1,6}|[0-9]{1,6}/[0-9]{1,6})"
AMOUNT = r"[0-9]{1,14}(\.[0-9]{1,6})?"
MEANS_CODE = "[A-Za-z0-9_-]{1,20}"


class Shape(serializers.Serializer[Any]):
    """An object with these members and no others."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = {key: [_("There is no member of this name.")] for key in data if key not in self.fields}
            if unknown:
                raise serializers.ValidationError(unknown, code="unknown")
        return super().to_internal_value(data)


class Text(serializers.CharField):
    """Text as typed: neither a number nor a truth value is taken for it."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"trim_whitespace": False, **given})

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return data


class Fitting(Text):
    """Text that fits a pattern from end to end, or is empty where that is allowed."""

    default_error_messages: ClassVar = {"unfit": gettext_lazy("This does not have the right form.")}

    def __init__(self, pattern: str, **given: Any) -> None:
        self.pattern = pattern
        super().__init__(**given)

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if not re.fullmatch(self.pattern, text):
            self.fail("unfit")
        return text


def identity(**given: Any) -> Fitting:
    """A public id."""
    return Fitting(PUBLIC_ID, **given)


class OneOf(Text):
    """One word of a few."""

    default_error_messages: ClassVar = {
        "other": gettext_lazy("This is none of the words that can stand here.")
    }

    def __init__(self, words: Sequence[str], **given: Any) -> None:
        self.words = tuple(str(word) for word in words)
        super().__init__(**given)

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if text not in self.words:
            self.fail("other")
        return text


@extend_schema_field({"type": "boolean"})
class Flag(serializers.BooleanField):
    """True or false, and nothing that looks like them."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Whole(serializers.IntegerField):
    """A whole number of JSON."""

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return data


class Digits(serializers.IntegerField):
    """A whole number in an address, in ASCII digits."""

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, str) or not re.fullmatch("[0-9]{1,15}", data):
            self.fail("invalid")
        return int(data)


class Amounts(serializers.Field[Any, Any, Any, Any]):
    """Keys that fit one pattern to texts that fit another: places to shares, means to amounts."""

    default_error_messages: ClassVar = {
        "invalid": gettext_lazy("This has to be an object."),
        "many": gettext_lazy("That is more than can be taken at once."),
    }
    most = 2_000

    def __init__(self, keys: str, values: str, **given: Any) -> None:
        self.keys, self.values = keys, values
        super().__init__(**given)

    def to_internal_value(self, data: Any) -> dict[str, str]:
        if not isinstance(data, dict):
            self.fail("invalid")
        if len(data) > self.most:
            self.fail("many")
        wrong = {
            key: [_("This does not have the right form.")]
            for key, value in data.items()
            if not self.fits(key, value)
        }
        if wrong:
            raise serializers.ValidationError(wrong, code="unfit")
        return dict(data)

    def fits(self, key: str, value: Any) -> bool:
        """Whether one pair has the right form."""
        both = re.fullmatch(self.keys, key) and isinstance(value, str) and re.fullmatch(self.values, value)
        return bool(both)

    def to_representation(self, value: Any) -> dict[str, str]:
        return dict(value)


@extend_schema_field({"type": "object", "additionalProperties": {}})
class Data(serializers.Field[Any, Any, Any, Any]):
    """Plain data whose form the law's shell contract gives."""

    def to_representation(self, value: Any) -> Any:
        return value


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "maxLength": 120},
            {"type": "array", "items": {}, "maxItems": 300},
            {"type": "object", "additionalProperties": {"type": "integer"}, "maxProperties": 60},
        ]
    }
)
class Chosen(serializers.Field[Any, Any, Any, Any]):
    """A choice as the law's shell contract gives it: a word or an option, a list, or an object. The law refuses
    what the paper cannot be answered with; here only what is no such thing at all."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, str | list | dict):
            return data
        raise exceptions.ValidationError(_("A choice is text, a list or an object."), code="invalid")

    def to_representation(self, value: Any) -> Any:
        return value


class Empty(Shape):
    """No members: the act needs none."""


class Listing(Shape):
    """What every list can be asked."""

    limit = Digits(min_value=1, max_value=100, required=False, help_text="How many at most, 50 unless told.")
    cursor = Text(max_length=600, required=False, help_text="From the `next` of the page before.")


def listed(of: type[serializers.Serializer[Any]]) -> type[Shape]:
    """The shape of one page of a list of these."""
    name = f"{of.__name__}Page"
    if name not in _pages:
        _pages[name] = type(
            name,
            (Shape,),
            {
                "__doc__": f"One page of a list of {of.__name__}.",
                "results": of(many=True),
                "next": Text(allow_null=True, help_text="Where the next page is; null on the last."),
            },
        )
    return _pages[name]


_pages: dict[str, type[Shape]] = {}


class Unfit(exceptions.ValidationError):
    """What was sent has not the right shape: every fault with its pointer."""

    def __init__(self, errors: Any, *, root: str = "") -> None:
        super().__init__([])
        self.detail = list(faults(errors, root))  # type: ignore[arg-type]


def faults(errors: Any, at: str) -> Iterator[dict[str, str]]:
    """Nested errors of a serializer as {"pointer", "detail", "code"}, pointers as in RFC 6901."""
    if isinstance(errors, Mapping):
        for key, inner in errors.items():
            step = str(key).replace("~", "~0").replace("/", "~1")
            yield from faults(inner, at if key == "non_field_errors" else f"{at}/{step}")
    elif isinstance(errors, list | tuple):
        for inner in errors:
            yield from faults(inner, at)
    else:
        text = str(errors).encode("utf-8", "replace").decode()
        yield {"pointer": at, "detail": text, "code": str(getattr(errors, "code", "invalid"))}


def read(
    shape: type[serializers.Serializer[Any]], data: Any, *, partial: bool = False, root: str = ""
) -> dict[str, Any]:
    """What was sent, read by its shape. Raises Unfit."""
    reader = shape(data=data, partial=partial)
    if not reader.is_valid():
        raise Unfit(reader.errors, root=root)
    return dict(reader.validated_data)


Handler = Callable[..., Any]
