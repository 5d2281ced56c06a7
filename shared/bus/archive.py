"""The outbox's archive: what Kafka acknowledged, by day, so that the log can be told again after a broker's loss."""

import re
from datetime import UTC, date, datetime, timedelta

import asyncpg
import structlog

from shared.contracts.topics import Topic
from shared.db.queries import Queries

KEPT_DAYS = 14
_QUERIES = Queries(__package__, "archive.sql")
_PARTITION = re.compile(r"outbox_envoyes_(\d{8})")
log = structlog.get_logger()


async def keep(connection: asyncpg.Connection, today: date | None = None) -> None:
    """Create the partitions of today and the two days after, and drop those older than KEPT_DAYS."""
    today = today or datetime.now(UTC).date()
    for day in (today + timedelta(days=n) for n in range(3)):
        await connection.execute(
            f"create table if not exists outbox_envoyes_{day:%Y%m%d} partition of outbox_envoyes "
            f"for values from ('{day} 00:00+00') to ('{day + timedelta(days=1)} 00:00+00')"
        )
    for row in await connection.fetch(_QUERIES["partitions"]):
        match = _PARTITION.fullmatch(row["nom"])
        if match and datetime.strptime(match[1], "%Y%m%d").date() < today - timedelta(days=KEPT_DAYS):  # noqa: DTZ007
            await connection.execute(f"drop table {row['nom']}")
            log.info("archive_effacee", partition=row["nom"])


async def tell_again(connection: asyncpg.Connection, since: datetime, *, states_only: bool = False) -> int:
    """Write the events sent since an instant to the outbox again, with their own ids, and return how many.

    States are told again by their newest version alone, so that compaction can never keep an older one; facts are
    told whole and in order. Dead letters are not told again.
    """
    compacted = [topic.nom for topic in Topic if topic.est_compacte]
    left_out = [topic.nom for topic in Topic if topic.est_rebut or (states_only and not topic.est_compacte)]
    async with connection.transaction():
        await connection.execute(_QUERIES["figer"])
        status = await connection.execute(_QUERIES["redire"], since, compacted, left_out)
        await connection.execute(_QUERIES["reveiller"])
    return int(status.rpartition(" ")[2])
