"""Watermarked consumers: what is applied once is never applied again, whoever comes back from the dead."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from time import monotonic
from typing import Any

import asyncpg
import pytest

from shared.bus.copies import copy
from shared.bus.inbound import Received, reaction, state
from shared.contracts.referentiel import StructureV1
from shared.db.copies import StateTable
from shared.observability import metrics
from tests.integration.bus.inprocess import Unit, consuming
from tests.integration.bus.kafka import produce, told
from tests.integration.bus.running import until
from tests.platform import Platform
from tests.samples import finess, structure

COPIE = copy("structures", StateTable(StructureV1, "structures"))


async def lus(pool: asyncpg.Pool, nombre: int) -> None:
    """Wait until so many messages are behind the positions."""
    await until(lambda: pool.fetchval(f"select coalesce(sum(prochain), 0) = {nombre} from positions"))


async def test_un_message_relu_ne_change_rien_et_se_compte_perime(usages: Platform, pool: asyncpg.Pool) -> None:
    settings = usages.settings("usages")
    await produce(usages, [told(structure(n)) for n in range(1, 31)])
    async with consuming(settings, pool, COPIE):
        await lus(pool, 30)
    await pool.execute("update positions set prochain = 0, appliques = 0")
    async with consuming(settings, pool, COPIE):
        await lus(pool, 30)
    assert tuple(await pool.fetchrow("select sum(appliques), sum(perimes) from positions")) == (0, 30)


async def test_un_lot_replie_ne_garde_que_la_derniere_version_et_compte_les_autres(
    usages: Platform, pool: asyncpg.Pool
) -> None:
    await produce(usages, [told(structure(1, version=v)) for v in (1, 2, 3, 5, 4)])
    async with consuming(usages.settings("usages"), pool, COPIE):
        await lus(pool, 5)
    assert await pool.fetchval("select version from structures") == 5
    assert await pool.fetchval("select sum(appliques + perimes) from positions") == 5


async def test_un_revenant_ne_touche_a_rien(usages: Platform, pool: asyncpg.Pool) -> None:
    async with consuming(usages.settings("usages"), pool, COPIE) as [consumer]:
        await until(lambda: pool.fetchval("select count(*) = 6 from positions"))
        await pool.execute("update positions set epoque = epoque + 1")
        await produce(usages, [told(structure(n)) for n in range(1, 11)])
        ecartes = metrics.FENCED.labels(consumer.group)._value

        async def ecarte() -> bool:
            return ecartes.get() > 0

        await until(ecarte)
        await asyncio.sleep(0.3)
    assert await pool.fetchval("select count(*) from structures") == 0
    assert await pool.fetchval("select sum(prochain) from positions") == 0
    async with consuming(usages.settings("usages"), pool, COPIE):
        await until(lambda: pool.fetchval("select count(*) = 10 from structures"))


async def test_deux_membres_d_un_groupe_se_partagent_les_partitions(usages: Platform, pool: asyncpg.Pool) -> None:
    settings = usages.settings("usages")
    async with consuming(settings, pool, COPIE) as [un], consuming(settings, pool, COPIE) as [deux]:

        async def partage() -> bool:
            return len(un.held) == len(deux.held) == 3

        await until(partage)
        await produce(usages, [told(structure(n)) for n in range(1, 101)])
        await until(lambda: pool.fetchval("select count(*) = 100 from structures"))
        assert set(un.held) | set(deux.held) == set(range(6))
    assert tuple(await pool.fetchrow("select sum(appliques), sum(perimes) from positions")) == (100, 0)


@pytest.mark.parametrize("nature", ["projection", "réaction"])
async def test_le_seul_evenement_qui_echoue_va_au_rebut(usages: Platform, pool: asyncpg.Pool, nature: str) -> None:
    async def buter(unit: Unit, events: Sequence[Received[Any]]) -> int:
        held = await COPIE.handler(unit, events)
        if any(event.data.finess == finess(7) for event in events):
            raise ValueError("le septième")
        return held

    une = replace(COPIE, handler=buter) if nature == "projection" else reaction("r", state(StructureV1), then=buter)
    await produce(usages, [told(structure(n)) for n in range(1, 21)])
    async with consuming(usages.settings("usages"), pool, une):
        await lus(pool, 20)
    assert await pool.fetchval("select count(*) from structures") == 19
    [rebut] = await pool.fetch("select cle, motif, detail from rebuts")
    assert tuple(rebut) == (finess(7).encode(), "echec", "ValueError : le septième")


async def test_une_panne_passagere_se_retente_sans_rebut(usages: Platform, pool: asyncpg.Pool) -> None:
    pannes = iter([asyncpg.DeadlockDetectedError("x"), ConnectionResetError(), asyncpg.CannotConnectNowError("x")])

    async def tomber(unit: Unit, events: Sequence[Received[Any]]) -> int:
        held = await COPIE.handler(unit, events)
        for panne in pannes:
            raise panne
        return held

    await produce(usages, [told(structure(n)) for n in range(1, 21)])
    async with consuming(usages.settings("usages"), pool, replace(COPIE, handler=tomber)):
        await lus(pool, 20)
    assert await pool.fetchval("select count(*) from structures") == 20
    assert await pool.fetchval("select count(*) from rebuts") == 0


async def test_un_lot_qui_n_attend_que_son_prochain_essai_laisse_s_arreter(
    usages: Platform, pool: asyncpg.Pool
) -> None:
    essais: list[int] = []

    async def jamais(_: Unit, events: Sequence[Received[Any]]) -> int:
        essais.append(len(events))
        raise ConnectionResetError

    async def essaye() -> bool:
        return len(essais) > 2

    await produce(usages, [told(structure(1))])
    async with consuming(usages.settings("usages"), pool, replace(COPIE, handler=jamais)):
        await until(essaye)
        debut = monotonic()
    assert monotonic() - debut < 4
    assert await pool.fetchval("select sum(prochain) from positions") == 0


async def test_un_lot_dont_la_connexion_est_coupee_se_rejoue_en_entier(usages: Platform, pool: asyncpg.Pool) -> None:
    coupures = iter([True])

    async def couper(unit: Unit, events: Sequence[Received[Any]]) -> int:
        held = await COPIE.handler(unit, events)
        if next(coupures, False):
            await pool.execute(
                "select pg_terminate_backend($1)", await unit.connection.fetchval("select pg_backend_pid()")
            )
        return held

    await produce(usages, [told(structure(n)) for n in range(1, 21)])
    async with consuming(usages.settings("usages"), pool, replace(COPIE, handler=couper)):
        await lus(pool, 20)
    assert next(coupures, None) is None
    assert tuple(await pool.fetchrow("select sum(appliques), sum(rebuts) from positions")) == (20, 0)


async def test_les_evenements_d_une_cle_arrivent_dans_l_ordre_a_une_reaction(
    usages: Platform, pool: asyncpg.Pool
) -> None:
    vus: list[tuple[str, int]] = []

    async def noter(_: Unit, events: Sequence[Received[Any]]) -> int:
        vus.extend((event.data.finess, event.data.version) for event in events)
        return len(events)

    settings = usages.settings("usages", lot_max=3)
    await produce(usages, [told(structure(n, version=v)) for v in range(1, 21) for n in (1, 2, 3)])
    async with consuming(settings, pool, reaction("ordre", state(StructureV1), then=noter)):
        await lus(pool, 60)
    for n in (1, 2, 3):
        versions = [version for cle, version in vus if cle == finess(n)]
        assert versions == sorted(versions)
        assert versions[-1] == 20
