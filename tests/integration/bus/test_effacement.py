"""Erasure: a tombstone travels like any state, and leaves nothing of a person in the copies."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

import asyncpg

from shared.bus import dead_letters
from shared.bus.copies import copy
from shared.bus.inbound import Received, reaction, state
from shared.bus.outbox import Erasure, Outgoing, write
from shared.contracts.colonnes import columns
from shared.contracts.intervenants import ContactV1
from shared.db.copies import StateTable
from tests.integration.bus.inprocess import Unit, consuming, relaying
from tests.integration.bus.kafka import read
from tests.integration.bus.running import until
from tests.platform import Platform

INSTANT = datetime(2026, 3, 2, 8, 15, tzinfo=UTC)
TABLE = StateTable(ContactV1, "contacts_copies")


def contact(personne: UUID, version: int = 1) -> ContactV1:
    return ContactV1(
        personne=personne, genre="demandeur", nom="Direction", courriel="direction@maillage.invalid", sujet=None,
        structure=None, departements=(), profil="demandeur", version=version,
    )  # fmt: skip


async def dire(pool: asyncpg.Pool, *evenements: Outgoing | Erasure) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await write(connection, evenements)


async def test_un_effacement_ote_la_personne_de_la_copie_et_elle_seule(usages: Platform, pool: asyncpg.Pool) -> None:
    definition = ", ".join(f"{c.name} {c.sql}" for c in columns(ContactV1))
    await pool.execute(f"create table contacts_copies ({definition}, recue_le timestamptz default now())")
    await pool.execute("alter table contacts_copies add primary key (personne)")
    oubliee, restee, revenue = uuid4(), uuid4(), uuid4()
    await dire(pool, *(Outgoing(contact(p, 3), "ContactEnregistre", INSTANT) for p in (oubliee, restee, revenue)))
    settings = usages.settings("usages")
    async with relaying(settings), consuming(settings, pool, copy("contacts", TABLE)):
        await until(lambda: pool.fetchval("select count(*) = 3 from contacts_copies"))
        await dire(pool, *(Erasure(ContactV1, str(p), "ContactEfface", INSTANT) for p in (oubliee, revenue, oubliee)))
        await until(lambda: pool.fetchval("select count(*) = 1 from contacts_copies"))
        await dire(pool, Outgoing(contact(revenue, 1), "ContactEnregistre", INSTANT))
        await until(lambda: pool.fetchval("select count(*) = 2 from contacts_copies"))
    assert {r["personne"] for r in await pool.fetch("select personne from contacts_copies")} == {restee, revenue}
    assert await pool.fetchval("select count(*) from rebuts") == 0


async def refuser(_: Unit, __: Sequence[Received[ContactV1]]) -> int:
    """Apply nothing."""
    raise ValueError("jamais")


async def test_un_rebut_ne_garde_rien_d_une_personne_mais_se_rappelle_un_effacement(
    usages: Platform, pool: asyncpg.Pool
) -> None:
    une, autre = contact(uuid4()), uuid4()
    essai = reaction("essai", state(ContactV1), then=refuser)
    settings = usages.settings("usages")
    async with relaying(settings), consuming(settings, pool, essai) as [consumer]:
        await dire(
            pool, Outgoing(une, "ContactEnregistre", INSTANT), Erasure(ContactV1, str(autre), "ContactEfface", INSTANT)
        )
        await until(lambda: pool.fetchval("select count(*) = 2 from rebuts"))
        await until(lambda: pool.fetchval("select count(*) = 0 from outbox"))
    [personne, effacement] = await pool.fetch("select * from rebuts order by contenu")
    assert (personne["cle"], personne["valeur"], personne["entetes"]) == (None, None, "[]")
    assert (personne["motif"], personne["detail"], personne["contenu"]) == ("echec", "ValueError : jamais", False)
    assert dead_letters.as_record(effacement).key == str(autre).encode()
    assert dead_letters.as_record(effacement).headers != ()
    dits = await read(usages, "usages.rebut")
    assert sorted(not message.key for message in dits) == [False, True]
    tout = b"".join((message.value or b"") + b"".join(v or b"" for _, v in message.headers) for message in dits)
    assert une.nom.encode() not in tout
    assert str(une.personne).encode() not in tout
    assert consumer.group.encode() in tout
