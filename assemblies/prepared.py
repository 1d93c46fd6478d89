# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions that every page asks: their SQL is worked out once a process, and from then on only sent."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models import Expression, QuerySet
from django.db.models.query import get_related_populators

Row = TypeVar("Row", bound=models.Model)


class Given(Expression):
    """Stands in a question for a value that is given, under this name, whenever it is asked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "%s", [self]


class Prepared(Generic[Row]):
    """A query set of model instances, asked as often as one likes and compiled on the first time.

    `make` returns it with `Given` where values go. What it may not hold is prefetch_related: that is a
    question of its own. Django spends more on compiling a wide question than PostgreSQL on answering it.
    """

    def __init__(self, make: Callable[[], QuerySet[Row]]) -> None:
        self._make = make

    def __call__(self, **given: Any) -> list[Row]:
        """The answer's rows. KeyError where a value is not given."""
        sql, params = self._sql
        with connection.cursor() as cursor:
            cursor.execute(sql, [given[p.name] if isinstance(p, Given) else p for p in params])
            rows = cursor.fetchall()
        return [self._instance(row) for row in rows]

    def first(self, **given: Any) -> Row | None:
        """The first row, None where there is none."""
        return next(iter(self(**given)), None)

    @cached_property
    def _compiler(self) -> Any:
        compiler = self._make().query.get_compiler(DEFAULT_DB_ALIAS)
        compiler.statement = compiler.as_sql()
        return compiler

    @property
    def _sql(self) -> tuple[str, Sequence[Any]]:
        statement: tuple[str, Sequence[Any]] = self._compiler.statement
        return statement

    @cached_property
    def _shape(self) -> tuple[Any, ...]:
        """Model, where its columns lie and what they are called, and what fills in all that hangs on it."""
        compiler = self._compiler
        info, select = compiler.klass_info, compiler.select
        start, end = info["select_fields"][0], info["select_fields"][-1] + 1
        names = [column[0].target.attname for column in select[start:end]]
        related = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
        converters = compiler.get_converters([column[0] for column in select])
        annotated = list((compiler.annotation_col_map or {}).items())
        return info["model"], slice(start, end), names, related, list(converters.items()), annotated

    def _instance(self, values: Sequence[Any]) -> Row:
        model, own, names, related, converters, annotated = self._shape
        if converters:
            values = list(values)
            for at, (steps, expression) in converters:
                for step in steps:
                    values[at] = step(values[at], expression, connection)
        made: Row = model.from_db(DEFAULT_DB_ALIAS, names, values[own])
        for populator in related:
            populator.populate(values, made)
        for name, at in annotated:
            setattr(made, name, values[at])
        return made
