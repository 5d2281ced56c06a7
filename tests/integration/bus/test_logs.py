"""What a consumer logs of a batch: the ids that its messages carry, never what they hold."""

import json

import asyncpg
import structlog
from structlog.testing import capture_logs

from shared.bus.copies import copy
from shared.contracts.referentiel import StructureV1
from shared.db.copies import StateTable
from tests.integration.bus.inprocess import consuming
from tests.integration.bus.kafka import produce, told
from tests.integration.bus.running import until
from tests.platform import Platform
from tests.samples import structure

COPIE = copy("structures", StateTable(StructureV1, "structures"))
TRACE = "a" * 32


async def test_les_lignes_d_un_lot_portent_les_identifiants_des_en_tetes_et_rien_du_contenu(
    usages: Platform, pool: asyncpg.Pool
) -> None:
    entetes = {"ce_id": b"e1", "traceparent": f"00-{TRACE}-{'b' * 16}-01".encode(), "correlation_id": b"c1"}
    bonne = told(structure(1, nom="CANARI"), **entetes)
    poison = told(structure(2, nom="CANARI"), **{**entetes, "ce_id": b"e2", "ce_time": None})
    with capture_logs([structlog.contextvars.merge_contextvars]) as lignes:
        await produce(usages, [bonne])
        async with consuming(usages.settings("usages"), pool, COPIE) as [consumer]:
            await until(lambda: pool.fetchval("select coalesce(sum(prochain), 0) = 1 from positions"))
            await produce(usages, [poison])
            await until(lambda: pool.fetchval("select coalesce(sum(prochain), 0) = 2 from positions"))
    [applique, _] = [ligne for ligne in lignes if ligne["event"] == "lot_applique"]
    [rebut] = [ligne for ligne in lignes if ligne["event"] == "rebut"]
    assert (applique["evenement_id"], rebut["evenement_id"]) == ("e1", "e2")
    for ligne in (applique, rebut):
        assert (ligne["trace_id"], ligne["correlation_id"], ligne["groupe"]) == (TRACE, "c1", consumer.group)
    assert rebut["motif"] == "entete_absent"
    assert "CANARI" not in json.dumps(lignes, default=str)
