"""The whole road: the directory tells a site, a deposit is told on Kafka, the site closes, the load stays right."""

import json
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import PIPE
from dataclasses import replace

import httpx

from local.region.personnes import intervenants_csv
from services.accompagnement.bootstrap import build
from services.accompagnement.domain.etats import Canal
from services.referentiel.domain.faits import StructureConstatee, StructureFermee
from services.referentiel.domain.structure import Etat
from services.referentiel.events.outbound import raconter as raconter_structure
from shared.bus import outbox
from shared.contracts.registry import registry
from shared.settings import ROOT
from tests.integration.accompagnement.maison import CLES, depot
from tests.integration.bus.inprocess import relaying
from tests.integration.bus.kafka import read
from tests.integration.bus.running import running_worker, until
from tests.platform import Platform
from tests.samples import finess
from tests.unit.referentiel.structures import structure as structure_du_referentiel

SERVICE = "accompagnement"


async def dire(platform: Platform, fait, le) -> None:
    """Have the directory tell one fact."""
    async with platform.pool("referentiel") as pool, pool.acquire() as connection, connection.transaction():
        await outbox.write(connection, [raconter_structure(fait, le)])


async def lire(platform: Platform, topic: str) -> list[tuple[str, dict]]:
    """Return all that a topic holds, partition by partition: titles and values."""
    return [
        (registry()[dict(record.headers)["ce_type"].decode()].event.title, json.loads(record.value))
        for record in await read(platform, topic)
    ]


async def test_du_depot_a_la_fermeture_du_site(platform: Platform, tmp_path) -> None:
    fichier = tmp_path / "equipe.csv"
    fichier.write_text(intervenants_csv(), "utf-8")
    rendu = await maillage(platform, "import", "intervenants", str(fichier), "--json")
    assert (rendu["statut"], rendu["erreurs"]) == ("applique", [])
    assert (await maillage(platform, "import", "intervenants", str(fichier), "--json"))["statut"] == "inchange"

    site = structure_du_referentiel(finess=finess(1))
    async with (
        platform.pool(SERVICE) as pool,
        running_worker(platform, SERVICE) as admin,
        relaying(platform.settings("referentiel")),
    ):
        app = build(pool, platform.settings(SERVICE, cles=CLES))
        await dire(platform, StructureConstatee(site), site.constate_le)

        async def recue() -> bool:
            return await app.lire_copie(finess(1)) is not None

        await until(recue)
        accuse = await app.deposer_demande(depot(), canal=Canal.API)
        fermee = replace(site, version=2, etat=Etat.FERMEE)
        await dire(platform, StructureFermee(fermee), site.constate_le)

        async def signalee() -> bool:
            vide = await pool.fetchval("select count(*) = 0 from outbox")
            return vide and await pool.fetchval("select signalee_le is not null from demandes")

        await until(signalee)
        async with httpx.AsyncClient() as client:
            etat = (await client.get(f"{admin}/etat", params={"empreintes": "1"})).json()
        assert etat["controles"] == {"charge": []}
    faits = await lire(platform, "accompagnement.demande")
    assert [titre for titre, _ in faits] == ["DemandeDeposee", "DemandeAffectee", "DemandeSignalee"]
    assert {valeur["demande"] for _, valeur in faits} == {str(accuse.demande)}
    contacts = await lire(platform, "accompagnement.contact")
    assert sorted(valeur["genre"] for _, valeur in contacts) == ["demandeur"] + ["intervenant"] * 27
    charges = await lire(platform, "accompagnement.charge")
    assert (len(charges), sum(valeur["ouvertes"] for _, valeur in charges)) == (28, 1)


async def maillage(platform: Platform, *mots: str) -> dict:
    """Run the command, and return the document that it prints."""
    lancer = (
        "import typer, sys; from services.accompagnement.cli import commands; racine = typer.Typer(); "
        "racine.callback()(lambda: None); commands(racine); racine()"
    )
    process = await create_subprocess_exec(
        sys.executable, "-c", lancer, *mots, env=platform.environment(), cwd=ROOT, stdout=PIPE
    )
    sortie, _ = await process.communicate()
    assert process.returncode == 0
    return json.loads(sortie)
