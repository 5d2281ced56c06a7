"""The oracle: a fast wrong answer is an error."""

from shared.contracts.empreinte import Digest
from shared.contracts.referentiel import StructureV1
from shared.db.copies import Connection, StateTable

COPY = StateTable(StructureV1, "structures")
_COUNTS = """
select coalesce(sum(prochain), 0)::bigint as passed, coalesce(sum(rebuts), 0)::bigint as dead_letters,
    coalesce(sum(prochain - appliques - perimes - ignores - rebuts - trous), 0)::bigint as unaccounted
from positions
where groupe = $1
"""


class WrongResultError(Exception):
    """A run ended with something else than what was told."""


async def require_copy(connection: Connection, expected: Digest, what: str) -> None:
    """Compare count and digest of the copy. Raises WrongResultError."""
    found = await COPY.digest(connection)
    if found != expected:
        raise WrongResultError(
            f"{what}: {found.nombre} rows, digest {found.hexadecimal}; "
            f"expected {expected.nombre}, {expected.hexadecimal}"
        )


async def require_conservation(connection: Connection, group: str, offsets: int) -> None:
    """Check that every offset is passed and accounted for. Raises WrongResultError."""
    row = await connection.fetchrow(_COUNTS, group)
    if row is None or dict(row) != {"passed": offsets, "dead_letters": 0, "unaccounted": 0}:
        raise WrongResultError(f"{group}: {row}; expected {offsets} offsets passed, all accounted for, no dead letter")
