"""Poison: kept with its reason in the batch's transaction, told untouched, never an obstacle to its neighbours."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from shared.bus import dead_letters
from shared.bus.copies import copy
from shared.bus.inbound import Handler, Received, reaction, state
from shared.bus.journal import adopt
from shared.bus.reader import Rejected
from shared.contracts.referentiel import StructureV1
from shared.db.copies import StateTable
from tests.chaos.poison import Syringe
from tests.integration.bus.inprocess import Unit, consuming, relaying
from tests.integration.bus.kafka import STRUCTURES, Message, produce, read, told
from tests.integration.bus.running import until
from tests.messages import foreign_type, headers_of, record
from tests.platform import Platform
from tests.samples import finess, structure

COPIE = copy("structures", StateTable(StructureV1, "structures"))
BON = structure(1)
CLE, VALEUR = BON.key_value().encode(), BON.model_dump_json().encode()


def message(valeur: bytes | None = VALEUR, cle: bytes | None = CLE, **entetes: bytes | None) -> Message:
    return Message(valeur, cle, headers_of(BON, "StructureConstatee", **entetes))


def change(avant: bytes, apres: bytes) -> bytes:
    assert avant in VALEUR
    return VALEUR.replace(avant, apres)


POISONS = {
    "octets quelconques": ("valeur_invalide", message(b"\xff\x00\xfe")),
    "JSON tronqué": ("valeur_invalide", message(VALEUR[:-10])),
    "JSON d'autre chose": ("valeur_invalide", message(b'{"a": 1}')),
    "valeur nulle": ("valeur_vide", message(None)),
    "valeur énorme": ("valeur_invalide", message(b'"' + b"x" * 900_000 + b'"')),
    "type inconnu": ("type_inconnu", message(ce_type=b"fr.maillage.referentiel.structure.brulee.v1")),
    "version de demain": ("type_inconnu", message(ce_type=b"fr.maillage.referentiel.structure.constatee.v2")),
    "type avec NUL": ("type_inconnu", message(ce_type=b"a\x00b")),
    "sans en-tête": ("entete_absent", Message(VALEUR, CLE)),
    "type nul": ("entete_absent", message(ce_type=None)),
    "en-tête hors UTF-8": ("entete_illisible", message(autre=b"\xff")),
    "clé d'une autre": ("cle_fausse", message(cle=b"310000000")),
    "clé hors UTF-8": ("cle_fausse", message(cle=b"\xff\x00")),
    "NUL dans un texte": ("echec", message(change(b'"EHPAD 1"', b'"EHPAD\\u0000 1"'))),
    "version hors de Postgres": ("echec", message(change(b'"version":1,', b'"version":3000000000,'))),
    "nom d'en-tête avec NUL": ("valeur_vide", message(None, **{"a\x00b": b"1"})),
    "en-tête nul et poison": ("valeur_vide", message(None, autre=None)),
}


async def consommer(platform: Platform, pool: asyncpg.Pool, messages: Sequence[Message]) -> None:
    """Apply the messages, all of partition 0."""
    await produce(platform, messages)
    async with consuming(platform.settings("usages"), pool, COPIE):
        await until(lambda: pool.fetchval("select prochain >= $1 from positions where partition = 0", len(messages)))


@pytest.mark.parametrize(("motif", "poison"), POISONS.values(), ids=POISONS)
async def test_un_poison_va_au_rebut_avec_son_motif_et_ses_voisins_passent(
    usages: Platform, pool: asyncpg.Pool, motif: str, poison: Message
) -> None:
    voisins = [Message(s.model_dump_json().encode(), s.finess.encode(), headers_of(s, "StructureConstatee"))
               for s in (structure(8), structure(9))]  # fmt: skip
    await consommer(usages, pool, [voisins[0], poison, voisins[1]])
    assert await pool.fetch("select finess from structures order by 1") == [(finess(8),), (finess(9),)]
    [rebut] = await pool.fetch("select * from rebuts")
    assert (rebut["motif"], rebut["partition"], rebut["decalage"]) == (motif, 0, 1)
    garde = dead_letters.as_record(rebut)
    assert (garde.key, garde.value, garde.headers) == (poison.key, poison.value, tuple(poison.headers))
    position = await pool.fetchrow("select * from positions where partition = 0")
    assert (position["appliques"], position["rebuts"], position["perimes"]) == (2, 1, 0)


async def test_le_message_part_intact_sur_le_topic_de_rebut_avec_son_histoire(
    usages: Platform, pool: asyncpg.Pool
) -> None:
    poison = message(b"\xff\x00", cle=CLE, autre=b"\xfe", nul=None)
    await consommer(usages, pool, [poison])
    async with relaying(usages.settings("usages")):
        await until(lambda: pool.fetchval("select count(*) = 0 from outbox"))
    [rendu] = await read(usages, "usages.rebut")
    assert (rendu.key, rendu.value) == (poison.key, poison.value)
    assert list(rendu.headers[: len(poison.headers)]) == list(poison.headers)
    histoire = {nom: (valeur or b"").decode() for nom, valeur in rendu.headers[len(poison.headers) :]}
    assert histoire["rebut_groupe"] == f"{usages.prefix}usages.structures"
    assert histoire["rebut_origine"] == f"{usages.prefix}{STRUCTURES}/0/0"
    assert histoire["rebut_motif"] == "entete_illisible"
    assert "UTF-8" in histoire["rebut_detail"]


async def test_un_nom_d_en_tete_illisible_ne_bloque_ni_ne_perd_rien(usages: Platform, pool: asyncpg.Pool) -> None:
    await produce(usages, [told(structure(n)) for n in range(1, 31)])
    await Syringe(usages.servers.kafka, usages.prefix).inject_illegible_header_name(5)
    await produce(usages, [told(structure(n)) for n in range(31, 61)])
    async with consuming(usages.settings("usages"), pool, COPIE):
        await until(lambda: pool.fetchval("select coalesce(sum(prochain), 0) = 61 from positions"))
    [rebut] = await pool.fetch("select motif, partition, valeur from rebuts")
    assert tuple(rebut) == ("message_illisible", 5, None)
    assert await pool.fetchval("select count(*) from structures") == 60
    assert tuple(await pool.fetchrow("select sum(appliques), sum(trous) from positions")) == (60, 0)


async def test_un_reply_to_injecte_ne_publie_rien(usages: Platform, pool: asyncpg.Pool) -> None:
    cible = f"{usages.prefix}usages.rebut".encode()
    await consommer(
        usages, pool, [message(reply_to=cible, correlation_id=b"c", **{"content-type": b"application/json"})]
    )
    assert await pool.fetchval("select count(*) from structures") == 1
    assert await read(usages, "usages.rebut") == []


async def test_un_type_du_registre_que_l_on_n_ecoute_pas_est_compte_et_passe(
    usages: Platform, pool: asyncpg.Pool
) -> None:
    await consommer(usages, pool, [message(ce_type=foreign_type(StructureV1).encode()), message()])
    position = await pool.fetchrow("select * from positions where partition = 0")
    assert (position["ignores"], position["appliques"], position["rebuts"]) == (1, 1, 0)
    assert await pool.fetchval("select count(*) from rebuts") == 0


async def test_un_poison_redit_n_est_au_rebut_qu_une_fois(usages: Platform, pool: asyncpg.Pool) -> None:
    await consommer(usages, pool, [message(None)])
    await pool.execute("update positions set prochain = 0, rebuts = 0")
    async with consuming(usages.settings("usages"), pool, COPIE):
        await until(lambda: pool.fetchval("select prochain = 1 from positions where partition = 0"))
    assert await pool.fetchval("select count(*) from rebuts") == 1


async def test_tout_decalage_passe_est_compte_une_fois(usages: Platform, pool: asyncpg.Pool) -> None:
    melange = [message(), message(), message(None), message(ce_type=foreign_type(StructureV1).encode())]
    dits = [told(structure(n, version=v)) for v in (3, 1, 2) for n in range(1, 40)]
    await produce(usages, [*melange, *dits, *(m for _, m in POISONS.values())])
    async with consuming(usages.settings("usages"), pool, COPIE) as [consumer]:
        await until(lambda: pool.fetchval("select count(*) = 6 from positions"))

        async def a_jour() -> bool:
            return await consumer.lag() == 0

        await until(a_jour)
    ecart = "prochain - appliques - perimes - ignores - rebuts - trous"
    lignes = await pool.fetch(f"select *, {ecart} as ecart from positions")
    assert {ligne["ecart"] for ligne in lignes} == {0}
    assert sum(ligne["prochain"] for ligne in lignes) == len(melange) + len(dits) + len(POISONS)
    assert sum(ligne["rebuts"] for ligne in lignes) == await pool.fetchval("select count(*) from rebuts")


async def test_le_detail_d_un_echec_ne_montre_pas_le_contenu(usages: Platform, pool: asyncpg.Pool) -> None:
    valeur = change(b'"EHPAD 1"', b'"CANARI"').replace(b'"version":1,', b'"version":3000000000,')
    autre = change(b'"EHPAD 1"', b'"CANARI\\u0000"')
    await consommer(usages, pool, [message(valeur), message(autre)])
    for rebut in await pool.fetch("select detail from rebuts"):
        assert "CANARI" not in rebut["detail"]
    assert "CANARI" not in json.dumps([r["entetes"] for r in await pool.fetch("select entetes from outbox")])


async def manquer_une_colonne(unit: Unit, _: Sequence[Received[Any]]) -> int:
    """Break a constraint: Postgres answers with the whole row."""
    await unit.connection.execute("insert into journal (cluster, adopte_le) values ('CANARI', null)")
    return 1


async def mal_typer(unit: Unit, _: Sequence[Received[Any]]) -> int:
    """Give the client a value that it refuses itself."""
    await unit.connection.execute("select $1::integer", "CANARI")
    return 1


@pytest.mark.parametrize(
    ("effet", "dit"), [(manquer_une_colonne, "NotNullViolationError : 23502"), (mal_typer, "DataError : 22000")]
)
async def test_ce_que_postgres_repete_d_une_ligne_n_est_pas_garde(
    usages: Platform, pool: asyncpg.Pool, effet: Handler, dit: str
) -> None:
    await produce(usages, [message()])
    async with consuming(usages.settings("usages"), pool, reaction("essai", state(StructureV1), then=effet)):
        await until(lambda: pool.fetchval("select prochain = 1 from positions where partition = 0"))
    detail = await pool.fetchval("select detail from rebuts")
    assert detail.startswith(dit)
    assert "CANARI" not in detail


async def test_cent_rebuts_s_ecrivent_d_un_coup(pool: asyncpg.Pool) -> None:
    lettres = [(record(b"{", headers=[("a", b"1")], key=b"k", offset=n), Rejected("m", "d")) for n in range(100)]
    ordres: list[str] = []
    async with pool.acquire() as connection, connection.transaction():
        await dead_letters.write(connection, dead_letters.Source("g", "usages"), lettres[:1], datetime.now(UTC))
        with connection.query_logger(lambda query: ordres.append(query.query)):
            await dead_letters.write(connection, dead_letters.Source("g", "usages"), lettres, datetime.now(UTC))
    assert len(ordres) == 3, ordres
    assert "into rebuts" in ordres[0]
    assert "into outbox" in ordres[1]
    assert await pool.fetchval("select count(*) from rebuts") == 100
    assert await pool.fetchval("select count(*) from outbox where topic = 'usages.rebut'") == 101


async def test_un_rebut_d_un_journal_neuf_ne_se_confond_pas_avec_celui_de_l_ancien(
    usages: Platform, pool: asyncpg.Pool
) -> None:
    await consommer(usages, pool, [message(None)])
    await pool.execute("update journal set cluster = 'perdu'")
    async with pool.acquire() as connection:
        await adopt(connection, usages.servers.kafka)
    async with consuming(usages.settings("usages"), pool, COPIE):
        await until(lambda: pool.fetchval("select prochain = 1 from positions where partition = 0"))
    rebuts = await pool.fetch("select generation, partition, decalage from rebuts order by id")
    assert [tuple(rebut) for rebut in rebuts] == [(0, 0, 0), (1, 0, 0)]
