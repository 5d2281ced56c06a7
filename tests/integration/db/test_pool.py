"""Connections: the settings that durability and long lives ask for are in force."""

import asyncio

import asyncpg
import pytest

from shared.db.errors import TRANSIENT
from shared.db.pool import open_pool
from tests.platform import Platform

ATTENDUS = {
    "TimeZone": "UTC",
    "idle_in_transaction_session_timeout": "30s",
    "jit": "off",
    "synchronous_commit": "on",
    "application_name": "test-usages",
}


@pytest.mark.parametrize(("reglage", "valeur"), ATTENDUS.items())
async def test_les_reglages_des_connexions_sont_en_vigueur(
    connection: asyncpg.Connection, reglage: str, valeur: str
) -> None:
    assert await connection.fetchval("select current_setting($1)", reglage) == valeur


async def test_un_bassin_ne_se_connecte_qu_au_premier_besoin_et_ne_depasse_pas_sa_taille(usages: Platform) -> None:
    async with open_pool(usages.dsns["usages"], name="petit", size=2) as pool:
        assert (pool.get_size(), pool.get_max_size()) == (0, 2)
        await asyncio.gather(*(pool.fetchval("select pg_sleep(0.05)") for _ in range(5)))
        assert pool.get_size() == 2


async def test_une_valeur_que_la_base_ne_peut_tenir_n_est_pas_une_panne_passagere(
    connection: asyncpg.Connection,
) -> None:
    """Retried, it would block a partition for ever."""
    with pytest.raises(asyncpg.DataError) as grand:
        await connection.fetchval("select $1::integer", 2**31)
    with pytest.raises(asyncpg.PostgresError) as nul:
        await connection.fetchval("select $1::text", "a\x00b")
    assert not isinstance(grand.value, TRANSIENT)
    assert not isinstance(nul.value, TRANSIENT)


async def test_une_connexion_coupee_est_une_panne_passagere(usages: Platform) -> None:
    async with usages.pool("usages") as pool, pool.acquire() as une, pool.acquire() as autre:
        await autre.execute("select pg_terminate_backend($1)", await une.fetchval("select pg_backend_pid()"))
        with pytest.raises(TRANSIENT):
            await une.fetchval("select 1")
