"""One batch, one transaction: what is behind the watermark is not applied again, and every offset is accounted for."""

from collections.abc import Sequence
from typing import Any

import asyncpg
import pytest

from shared.bus.batch import Applied, BatchApplier, Held
from shared.bus.inbound import Received, reaction, state
from shared.bus.positions import Positions
from shared.contracts.referentiel import StructureV1
from tests.integration.bus.inprocess import Unit
from tests.messages import headers_of, record
from tests.samples import structure

GROUP, TOPIC = "usages.essai", "referentiel.structure"


class Applier:
    """Applies versions of one structure at given offsets of partition 0, and notes what the handler was given."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.seen: list[int] = []
        self._pool = pool
        self._applier = BatchApplier(
            subscription=reaction("essai", state(StructureV1), then=self._note), group=GROUP, topic=TOPIC,
            service="usages", unit_of=Unit,
        )  # fmt: skip

    async def apply(self, *offsets: int, epoch: int = 1, generation: int = 0) -> Applied:
        records = []
        for offset in offsets:
            une = structure(1, version=offset + 1)
            headers = headers_of(une, "StructureModifiee")
            value, key = une.model_dump_json().encode(), une.finess.encode()
            records.append(record(value, headers=headers, key=key, topic=TOPIC, offset=offset))
        async with self._pool.acquire() as connection, connection.transaction():
            return await self._applier.apply(connection, {0: records}, {0: Held(epoch, generation)})

    async def position(self) -> dict[str, Any]:
        return dict(
            await self._pool.fetchrow("select * from positions where groupe = $1 and partition = 0", GROUP) or {}
        )

    async def _note(self, _: Any, events: Sequence[Received[StructureV1]]) -> int:
        self.seen += [event.data.version - 1 for event in events]
        return len(events)


@pytest.fixture
async def applier(pool: asyncpg.Pool) -> Applier:
    """Give an applier whose partition is claimed once."""
    await Positions(pool=pool, group=GROUP, topic=TOPIC, partitions=1).claim([0])
    return Applier(pool)


async def test_ce_qui_est_derriere_la_position_n_est_pas_applique_deux_fois(applier: Applier) -> None:
    await applier.apply(0, 1)
    await applier.apply(0, 1)
    await applier.apply(1, 2)
    position = await applier.position()
    assert (position["prochain"], position["appliques"], position["perimes"]) == (3, 2, 1)
    assert applier.seen == [1, 2]


async def test_un_trou_du_journal_est_compte(applier: Applier) -> None:
    await applier.apply(3, 4, 9)
    position = await applier.position()
    assert (position["prochain"], position["trous"]) == (10, 7)
    assert position["appliques"] + position["perimes"] + position["trous"] == 10


async def test_une_autre_epoque_ecarte_le_lot(applier: Applier) -> None:
    assert (await applier.apply(0, epoch=2)).fenced == [0]
    assert (applier.seen, (await applier.position())["prochain"]) == ([], 0)


async def test_une_autre_generation_fait_reprendre_ailleurs(applier: Applier) -> None:
    assert (await applier.apply(0, generation=1)).rewound == [0]
    assert (applier.seen, (await applier.position())["prochain"]) == ([], 0)


async def test_une_partition_jamais_prise_n_est_pas_touchee(pool: asyncpg.Pool) -> None:
    jamais_prise = Applier(pool)
    applied = await jamais_prise.apply(0)
    assert (applied.progress, jamais_prise.seen) == ([], [])
