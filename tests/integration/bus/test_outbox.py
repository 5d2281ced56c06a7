"""The outbox: what a transaction writes, no more, no less."""

from datetime import UTC, datetime

import asyncpg
import pytest

from shared.bus.outbox import LARGEST, Erasure, EvenementInconnuError, EvenementTropGrosError, Outgoing, write
from shared.contracts.intervenants import ContactV1
from shared.contracts.referentiel import StructureV1
from shared.observability.tracing import started, within
from tests.samples import finess, structure

INSTANT = datetime(2026, 1, 5, 2, tzinfo=UTC)


async def ecrire(pool: asyncpg.Pool, *evenements: Outgoing | Erasure) -> list[asyncpg.Record]:
    async with pool.acquire() as connection, connection.transaction():
        await write(connection, evenements)
    return list(await pool.fetch("select * from outbox order by id"))


async def test_un_evenement_s_ecrit_avec_sa_cle_son_type_et_son_instant(pool: asyncpg.Pool) -> None:
    [ligne] = await ecrire(pool, Outgoing(structure(1), "StructureRenommee", INSTANT))
    assert (ligne["topic"], ligne["cle"], ligne["sujet"]) == ("referentiel.structure", finess(1).encode(), finess(1))
    assert ligne["type"] == "fr.maillage.referentiel.structure.renommee.v1"
    assert (ligne["survenu_le"], ligne["valeur"]) == (INSTANT, structure(1).model_dump_json().encode())


async def test_l_ordre_d_ecriture_est_celui_des_numeros(pool: asyncpg.Pool) -> None:
    lignes = await ecrire(pool, *(Outgoing(structure(n), "StructureOuverte", INSTANT) for n in range(1, 40)))
    assert [ligne["cle"].decode() for ligne in lignes] == [finess(n) for n in range(1, 40)]


async def test_la_trace_et_la_correlation_du_travail_en_cours_partent_avec_l_evenement(pool: asyncpg.Pool) -> None:
    with within(started("demande-7")) as trace:
        [ligne] = await ecrire(pool, Outgoing(structure(1), "StructureOuverte", INSTANT))
    assert (ligne["traceparent"], ligne["correlation_id"]) == (trace.traceparent, "demande-7")


async def test_sans_correlation_l_evenement_en_commence_une(pool: asyncpg.Pool) -> None:
    [ligne] = await ecrire(pool, Outgoing(structure(1), "StructureOuverte", INSTANT))
    assert (ligne["correlation_id"], ligne["traceparent"]) == (str(ligne["event_id"]), None)


async def test_un_evenement_trop_gros_est_refuse_par_son_nom_et_rien_ne_s_ecrit(pool: asyncpg.Pool) -> None:
    gros = Outgoing(structure(2, nom="X" * LARGEST), "StructureOuverte", INSTANT)
    with pytest.raises(EvenementTropGrosError, match=f"structure.ouverte.v1 de clé {finess(2)}"):
        await ecrire(pool, Outgoing(structure(1), "StructureOuverte", INSTANT), gros)
    assert await pool.fetchval("select count(*) from outbox") == 0


async def test_un_fait_que_le_contrat_ne_declare_pas_est_refuse(pool: asyncpg.Pool) -> None:
    with pytest.raises(EvenementInconnuError, match="StructureV1 is not told as StructureBrulee"):
        await ecrire(pool, Outgoing(structure(1), "StructureBrulee", INSTANT))


async def test_ne_rien_dire_n_ecrit_rien(pool: asyncpg.Pool) -> None:
    assert await ecrire(pool) == []


async def test_un_effacement_s_ecrit_sans_valeur_sous_sa_cle(pool: asyncpg.Pool) -> None:
    [ligne] = await ecrire(pool, Erasure(ContactV1, "p-1", "ContactEfface", INSTANT))
    assert (ligne["topic"], ligne["cle"], ligne["valeur"]) == ("accompagnement.contact", b"p-1", None)
    assert ligne["type"] == "fr.maillage.accompagnement.contact.efface.v1"


async def test_ce_qui_ne_s_efface_jamais_est_refuse(pool: asyncpg.Pool) -> None:
    with pytest.raises(EvenementInconnuError, match="StructureV1 is never erased"):
        await ecrire(pool, Erasure(StructureV1, finess(1), "StructureFermee", INSTANT))
