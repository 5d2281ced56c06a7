"""Usages on the real Kafka: deployments open follow-ups, amounts and crossings reach their topics, events come in any order."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import asyncpg
import pytest

from services.usages.bootstrap import build
from services.usages.usecases.lectures import CritereAgregats
from shared.contracts.deploiement import DuiDeployeV1
from shared.contracts.usages import CibleAtteinteV1, UsageMesureV1
from tests.integration.bus.kafka import produce, read, told
from tests.integration.bus.running import running_worker, until
from tests.integration.usages.conftest import DMP, ENTETE
from tests.platform import Platform, Servers, platform_of
from tests.samples import finess, structure


def deploiement(n: int, le: date = date(2026, 2, 16), **changes: object) -> DuiDeployeV1:
    values = {
        "deploiement": uuid4(), "finess": finess(n), "departement": "31", "genre": "deploiement", "editeur": "Exemple",
        "logiciel": "Exemple DUI", "version_logiciel": "4.2", "reference_segur": True, "deploye_le": le,
        "declare_par": UUID(int=7), "demande": None, "declare_le": datetime(2026, 3, 2, tzinfo=UTC),
    }  # fmt: skip
    return DuiDeployeV1.model_validate({**values, **changes})


@pytest.fixture
async def platform(servers: Servers) -> AsyncIterator[Platform]:
    async with platform_of(servers, ["usages"]) as made:
        yield made


async def suivis(pool: asyncpg.Pool) -> list[tuple[str, str, date]]:
    return [tuple(row) for row in await pool.fetch("select finess, programme, debut from engagements order by finess")]


async def test_un_dui_deploye_ouvre_le_suivi_une_fois_avant_meme_que_le_site_soit_connu(platform: Platform, tmp_path):
    premier = deploiement(1)
    plus_tard = deploiement(1, date(2026, 9, 1), genre="montee_de_version")
    chemin = tmp_path / "f.csv"
    chemin.write_text(f"{ENTETE}\n{finess(1)};{DMP};2026-03;95;100\n")
    async with platform.pool("usages") as pool, running_worker(platform, "usages"):
        app = build(pool)
        await app.importer_usages(chemin, par="test")
        messages = [
            told(premier, "DuiDeploye"),
            told(premier, "DuiDeploye"),
            told(plus_tard, "DuiDeploye"),
            told(deploiement(2), "DuiDeploye"),
        ]
        await produce(platform, messages)
        await until(lambda: pool.fetchval("select count(*) = 2 from engagements"))
        await until(lambda: pool.fetchval("select sum(prochain) = 4 from positions where groupe like '%suivis'"))
        assert await suivis(pool) == [
            (finess(1), "esms-numerique", date(2026, 2, 16)), (finess(2), "esms-numerique", date(2026, 2, 16)),
        ]  # fmt: skip
        assert {c.indicateur.code for c in (await app.lire_courbes(finess(2))).courbes} == {
            "dmp_alimentation", "ins_qualifiee", "mssante_messages", "emie_professionnels",
        }  # fmt: skip

        await produce(platform, [told(structure(1, departement="11"))])
        await until(lambda: pool.fetchval("select departement = '11' from sites"))
        (agregat,) = await app.lire_agregats(CritereAgregats())
        assert (agregat.departement, agregat.numerateur) == ("11", 95)

        await until(
            lambda: pool.fetchval("select not exists (select from outbox) and not exists (select from deltas_a_dire)")
        )
        deltas = [UsageMesureV1.model_validate_json(r.value or b"") for r in await read(platform, "usages.delta")]
        assert sorted((d.finess, d.departement or "", d.delta_numerateur, d.delta_nombre) for d in deltas) == [
            (finess(1), "", -95, -1), (finess(1), "", 95, 1), (finess(1), "11", 95, 1),
        ]  # fmt: skip
        (passage,) = await read(platform, "usages.cible")
        atteinte = CibleAtteinteV1.model_validate_json(passage.value or b"")
        assert (atteinte.mois, atteinte.rang, atteinte.dans_le_delai) == ("2026-03", 1, True)


async def test_un_dui_pour_un_suivi_deja_ouvert_a_la_main_n_y_change_rien(platform: Platform):
    async with platform.pool("usages") as pool:
        debut = date(2025, 12, 1)
        await build(pool).ouvrir_engagement(finess=finess(1), programme="esms-numerique", debut=debut, par="x")
        async with running_worker(platform, "usages"):
            await produce(platform, [told(deploiement(1), "DuiDeploye")])
            await until(lambda: pool.fetchval("select sum(prochain) = 1 from positions where groupe like '%suivis'"))
        assert await suivis(pool) == [(finess(1), "esms-numerique", debut)]
        assert await pool.fetchval("select count(*) from rebuts") == 0
