"""One trace goes through: outbox, headers, the next service's reaction, its own outbox."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import asyncpg

from shared.bus import outbox
from shared.bus.inbound import Received, reaction, state
from shared.bus.outbox import Outgoing
from shared.contracts.plateforme import EmpreinteV1
from shared.contracts.referentiel import StructureV1
from shared.observability.tracing import Trace, started, within
from tests.integration.bus.inprocess import Unit, consuming, relaying
from tests.integration.bus.kafka import read
from tests.integration.bus.running import until
from tests.platform import Platform
from tests.samples import structure


async def redire(unit: Unit, events: Sequence[Received[Any]]) -> int:
    """Decide something about each structure: another event, of another topic."""
    for event in events:
        now = datetime.now(UTC)
        suite = EmpreinteV1(
            version=1, nom=event.data.finess, contrat="StructureV1", role="copie", nombre=1,
            empreinte="0" * 32, mesuree_le=now,
        )  # fmt: skip
        await outbox.write(unit.connection, [Outgoing(suite, "EmpreinteMesuree", now)])
    return len(events)


SUITE = reaction("suite", state(StructureV1), then=redire)


async def test_la_trace_survit_d_un_service_a_l_autre(usages: Platform, pool: asyncpg.Pool) -> None:
    traces: dict[str, Trace] = {}
    async with pool.acquire() as connection, connection.transaction():
        for n in range(1, 6):
            with within(started(f"demande-{n}")) as trace:
                await outbox.write(connection, [Outgoing(structure(n), "StructureOuverte", datetime.now(UTC))])
            traces[structure(n).finess] = trace
    settings = usages.settings("usages")
    async with relaying(settings), consuming(settings, pool, SUITE):
        await until(lambda: pool.fetchval("select count(*) = 10 from outbox_envoyes"))
    suites = await read(usages, "maillage.empreinte")
    assert len(suites) == 5
    for message in suites:
        entetes = {nom: (valeur or b"").decode() for nom, valeur in message.headers}
        depart = traces[(message.key or b"").decode()]
        assert entetes["correlation_id"] == depart.correlation_id
        arrivee = Trace(entetes["traceparent"])
        assert (arrivee.trace_id, arrivee.traceparent != depart.traceparent) == (depart.trace_id, True)
