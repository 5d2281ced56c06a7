"""Is this Kafka our log? Positions speak of one cluster; another one met at the same address is left alone."""

import asyncpg
from aiokafka.admin import AIOKafkaAdminClient

from shared.db.queries import Queries
from shared.kernel.errors import Refusal

_QUERIES = Queries(__package__, "journal.sql")
Executor = asyncpg.Pool | asyncpg.Connection


class JournalEtrangerError(Refusal):
    """The cluster that answers is not the one that the positions speak of."""

    message = (
        "Ce Kafka ({trouve}) n'est pas celui que le service connaît ({connu}). Corrigez MAILLAGE_KAFKA ou, "
        "si le journal a été perdu, lancez « maillage adopter-journal » puis « maillage republier »."
    )


async def cluster_of(bootstrap: str) -> str:
    """Return the id of the cluster that answers. Raises KafkaError."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap.split(","), request_timeout_ms=5_000)
    try:
        await admin.start()
        return str((await admin.describe_cluster())["cluster_id"])
    finally:
        await admin.close()


async def recognise(executor: Executor, bootstrap: str) -> None:
    """Check that the cluster is ours; the first one ever met becomes ours. Raises JournalEtrangerError, KafkaError."""
    found = await cluster_of(bootstrap)
    known = await executor.fetchval(_QUERIES["reconnaitre"], found)
    if known != found:
        raise JournalEtrangerError(trouve=found, connu=known)


async def adopt(connection: asyncpg.Connection, bootstrap: str) -> str:
    """Make the cluster that answers ours, every position back at its start; return its id. Raises KafkaError."""
    found = await cluster_of(bootstrap)
    async with connection.transaction():
        await connection.execute(_QUERIES["adopter"], found)
        await connection.execute(_QUERIES["tout_rembobiner"])
    return found
