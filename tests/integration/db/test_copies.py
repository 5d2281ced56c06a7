"""Tables that hold a state contract: the guarded upsert and the digest, on the real Postgres."""

from typing import Any

import asyncpg
import pytest

from shared.contracts.colonnes import flatten, names
from shared.contracts.empreinte import Digest
from shared.contracts.referentiel import StructureV1
from shared.db.copies import StateTable
from tests.samples import finess, structure

TABLE = StateTable(StructureV1, "structures")


async def lire(connection: asyncpg.Connection, n: int) -> dict[str, Any]:
    """Return what is held of a structure, column by column."""
    row = await TABLE.find(connection, finess(n))
    assert row is not None
    return {nom: tuple(row[nom]) if isinstance(row[nom], list) else row[nom] for nom in names(StructureV1)}


async def test_une_version_plus_ancienne_ou_egale_ne_change_rien(connection: asyncpg.Connection) -> None:
    assert await TABLE.upsert(connection, [structure(1, version=2, nom="DEUX")]) == 1
    assert await TABLE.upsert(connection, [structure(1, version=1, nom="UN")]) == 0
    assert await TABLE.upsert(connection, [structure(1, version=2, nom="AUTRE DEUX")]) == 0
    assert (await lire(connection, 1))["nom"] == "DEUX"


async def test_une_version_plus_recente_remplace_tout_et_se_date(connection: asyncpg.Connection) -> None:
    await TABLE.upsert(connection, [structure(1)])
    await connection.execute("update structures set recue_le = '2000-01-01'")
    nouvelle = structure(1, version=7, etat="fermee", point=None, telephones=(), changements=("etat",))
    assert await TABLE.upsert(connection, [nouvelle]) == 1
    assert tuple((await lire(connection, 1)).values()) == flatten(nouvelle)
    assert await connection.fetchval("select recue_le > now() - interval '1 minute' from structures")


async def test_un_lot_dit_combien_d_etats_etaient_nouveaux(connection: asyncpg.Connection) -> None:
    await TABLE.upsert(connection, [structure(1, version=5), structure(2, version=1)])
    assert await TABLE.upsert(connection, [structure(n, version=2) for n in (1, 2, 3)]) == 2


@pytest.mark.parametrize(
    "membre", ["NULL", "null", "", '"', "\\", '\\"', "{", "}", ",", " a ", "é\n\t", "{a,b}", "\\N"]
)
async def test_un_tableau_garde_ses_membres_tels_quels(connection: asyncpg.Connection, membre: str) -> None:
    await TABLE.upsert(connection, [structure(1, telephones=(membre, "x", membre)), structure(2, telephones=())])
    assert (await lire(connection, 1))["telephones"] == (membre, "x", membre)
    assert (await lire(connection, 2))["telephones"] == ()


async def test_l_empreinte_de_la_table_est_celle_des_contrats(connection: asyncpg.Connection) -> None:
    etats = [structure(n, point=None if n % 2 else structure(n).point) for n in range(1, 2_501)]
    await TABLE.upsert(connection, etats)
    assert await TABLE.digest(connection) == Digest().plus(StructureV1, map(flatten, etats))


async def test_l_empreinte_voit_un_champ_change_a_la_main(connection: asyncpg.Connection) -> None:
    await TABLE.upsert(connection, [structure(1), structure(2)])
    avant = await TABLE.digest(connection)
    await connection.execute("update structures set adresse_voie = 'DES ROSES' where finess = $1", finess(2))
    assert await TABLE.digest(connection) != avant


async def test_une_structure_inconnue_n_est_pas_trouvee(connection: asyncpg.Connection) -> None:
    assert await TABLE.find(connection, "310000000") is None
