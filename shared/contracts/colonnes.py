"""Contracts as typed columns: nested fields are joined by `_`; a source and its copies hold the same columns."""

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from typing import Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel

from shared.contracts.base import Contract

_SQL: Mapping[Any, str] = {
    str: "text",
    int: "integer",
    float: "double precision",
    bool: "boolean",
    date: "date",
    datetime: "timestamp with time zone",
    UUID: "uuid",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One typed column: its name, its place in the contract (`adresse.voie`), its SQL type, whether it may be null."""

    name: str
    path: str
    sql: str
    nullable: bool


@cache
def columns(contract: type[Contract]) -> tuple[Column, ...]:
    """Return the columns of a contract, in the order of its fields. Raises TypeError for a type without column."""
    return tuple(_walk(contract, "", nullable=False))


@cache
def names(contract: type[Contract]) -> tuple[str, ...]:
    """Return the names of the columns of a contract."""
    return tuple(column.name for column in columns(contract))


def flatten(value: Contract) -> tuple[Any, ...]:
    """Return the values of a contract in the order of its columns."""
    return _getter(type(value))(value)


def _walk(model: type[BaseModel], prefix: str, *, nullable: bool) -> list[Column]:
    found: list[Column] = []
    for field, info in model.model_fields.items():
        kind, optional = _unwrap(info.annotation)
        path = f"{prefix}{field}"
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            found += _walk(kind, f"{path}.", nullable=nullable or optional)
        else:
            found.append(Column(path.replace(".", "_"), path, _sql_type(kind, path), nullable or optional))
    return found


def _unwrap(annotation: Any) -> tuple[Any, bool]:
    if get_origin(annotation) in (Union, types.UnionType):
        kinds = [a for a in get_args(annotation) if a is not type(None)]
        return kinds[0], len(kinds) < len(get_args(annotation))
    if hasattr(annotation, "__metadata__"):
        return _unwrap(get_args(annotation)[0])
    return annotation, False


def _sql_type(kind: Any, path: str) -> str:
    kind, _ = _unwrap(kind)
    if get_origin(kind) is tuple:
        return f"{_sql_type(get_args(kind)[0], path)}[]"
    if get_origin(kind) is Literal:
        return "text"
    for base, sql in _SQL.items():
        if kind is base or (isinstance(kind, type) and issubclass(kind, base) and base is str):
            return sql
    if getattr(kind, "__name__", "") == "AwareDatetime":
        return "timestamp with time zone"
    raise TypeError(f"{path}: no column type for {kind!r}")


@cache
def _getter(contract: type[Contract]) -> Callable[[Contract], tuple[Any, ...]]:
    optional_parts = {c.path.rpartition(".")[0] for c in columns(contract) if "." in c.path}
    absent = tuple(p for p in optional_parts if _unwrap(contract.model_fields[p.split(".")[0]].annotation)[1])
    whole = attrgetter(*(c.path for c in columns(contract)))
    if not absent:
        return whole

    def get(value: Contract) -> tuple[Any, ...]:
        if all(getattr(value, part) is not None for part in absent):
            return tuple(whole(value))
        return tuple(_follow(value, column.path) for column in columns(contract))

    return get


def _follow(value: Any, path: str) -> Any:
    for part in path.split("."):
        if value is None:
            return None
        value = getattr(value, part)
    return value


def rows_to_arrays(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    """Turn rows into columns, as `unnest` wants them."""
    return [list(column) for column in zip(*rows, strict=True)]
