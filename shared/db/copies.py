"""Tables that hold a state contract in typed columns, sources and copies alike: guarded upsert, digest."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import asyncpg

from shared.contracts.base import State
from shared.contracts.colonnes import Column, columns, flatten, names, rows_to_arrays
from shared.contracts.empreinte import Digest

Connection = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy


@dataclass(frozen=True)
class StateTable:
    """A table whose columns are those of a state contract, keyed by the contract's key.

    There is one more, `recue_le`: when the version held was written here.
    """

    contract: type[State]
    table: str

    async def upsert(self, connection: Connection, states: Sequence[State]) -> int:
        """Write states folded by key, only over older versions; return how many were newer than what was held."""
        if not states:
            return 0
        rows = sorted((flatten(state) for state in states), key=lambda row: row[self._key_rank])
        status = await connection.execute(self._upsert, *self._arrays(rows))
        return int(status.rpartition(" ")[2])

    async def erase(self, connection: Connection, keys: Sequence[str]) -> int:
        """Forget the rows of these keys; return how many were held."""
        key = self.contract.key
        status = await connection.execute(
            f"delete from {self.table} where {key}::text = any ($1::text[])",  # noqa: S608
            keys,
        )
        return int(status.rpartition(" ")[2])

    async def find(self, connection: Connection, key: str) -> asyncpg.Record | None:
        """Return the row of a key, or None."""
        return await connection.fetchrow(
            f"select * from {self.table} where {self.contract.key} = $1",  # noqa: S608
            key,
        )

    async def pulse(self, connection: Connection) -> tuple[Any, ...]:
        """Return what moves whenever a version is written: far cheaper than the digest, and no proof of equality."""
        row = await connection.fetchrow(f"select count(*), sum(version), max(recue_le) from {self.table}")  # noqa: S608
        return tuple(row or ())

    async def digest(self, connection: Connection) -> Digest:
        """Return count and digest of the whole table, read by chunks in one snapshot."""
        digest = Digest()
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            cursor = await connection.cursor(f"select {self._names} from {self.table}")  # noqa: S608
            while rows := await cursor.fetch(1_000):
                digest = digest.plus(self.contract, rows)
        return digest

    def _arrays(self, rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
        arrays = rows_to_arrays(rows)
        for rank, column in enumerate(self._columns):
            if column.sql.endswith("[]"):
                arrays[rank] = [_array_literal(values) for values in arrays[rank]]
        return arrays

    @cached_property
    def _columns(self) -> tuple[Column, ...]:
        return columns(self.contract)

    @cached_property
    def _names(self) -> str:
        return ", ".join(names(self.contract))

    @cached_property
    def _key_rank(self) -> int:
        return names(self.contract).index(self.contract.key)

    @cached_property
    def _upsert(self) -> str:
        # unnest flattens arrays of arrays, so array columns travel as their text form.
        sent = ", ".join(f"${i}::{_sent(c)}[]" for i, c in enumerate(self._columns, start=1))
        read = ", ".join(f"{c.name}::{c.sql}" if c.sql.endswith("[]") else c.name for c in self._columns)
        updated = ", ".join(f"{c.name} = excluded.{c.name}" for c in self._columns if c.name != self.contract.key)
        return (
            f"insert into {self.table} as held ({self._names}) "  # noqa: S608
            f"select {read} from unnest({sent}) as sent({self._names}) "
            f"on conflict ({self.contract.key}) do update set {updated}, recue_le = now() "
            "where excluded.version > held.version"
        )


def _sent(column: Column) -> str:
    return "text" if column.sql.endswith("[]") else column.sql


def _array_literal(values: Sequence[str]) -> str:
    if not values:
        return "{}"
    escaped = [value.replace("\\", "\\\\").replace('"', '\\"') for value in values]
    return '{"' + '","'.join(escaped) + '"}'
