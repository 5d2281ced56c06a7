"""A site closes while it has an open request: the request is flagged, once, whatever comes first."""

import asyncio
from datetime import UTC, datetime

from services.accompagnement.events.inbound import signaler_les_fermetures
from services.accompagnement.events.outbound import raconter
from services.accompagnement.storage.unit import PostgresUnit
from shared.bus.inbound import Received
from shared.contracts.accompagnement import DemandeSignaleeV1
from shared.contracts.referentiel import StructureV1
from tests.identites import ANIMATEUR_31, ANIMATEUR_31_2, COORDINATION
from tests.integration.accompagnement.maison import site
from tests.samples import finess


async def entendre(maison, structure: StructureV1) -> int:
    """Hand one state of a site to the reaction, in a transaction of its own."""
    entetes = {"ce_id": "e", "ce_type": "t", "ce_time": datetime(2026, 11, 2, tzinfo=UTC).isoformat()}
    async with maison.pool.acquire() as connection, connection.transaction():
        unit = PostgresUnit(connection, raconter, maison.horloge)
        return await signaler_les_fermetures(unit, [Received(structure, structure.finess, entetes)])


async def test_une_fermeture_signale_les_demandes_ouvertes_une_seule_fois(maison):
    ouverte, annulee = await maison.deposer(1), await maison.deposer(1)
    await maison.app.annuler_par_lien(annulee.suivi.rpartition("/")[2])
    fermee = site(1, version=2, etat="fermee")
    assert await entendre(maison, fermee) == 1
    assert await entendre(maison, fermee) == 0
    (dite,) = await maison.dits("DemandeSignalee")
    assert isinstance(dite, DemandeSignaleeV1)
    assert (dite.demande, dite.structure, dite.version) == (ouverte.demande, finess(1), 3)
    assert dite.intervenant == await maison.personne(await maison.principal(ouverte.demande))
    qui = {"animateur-31-1": ANIMATEUR_31, "animateur-31-2": ANIMATEUR_31_2}[await maison.principal(ouverte.demande)]
    accueil = await maison.app.lire_accueil(qui)
    assert [ligne.numero for ligne in accueil.signalees] == [ouverte.numero]
    assert "fermé" in (await maison.app.lire_demande(ouverte.demande, qui)).signalement


async def test_un_changement_qui_n_est_pas_une_fermeture_ne_signale_rien(maison):
    await maison.deposer(1)
    assert await entendre(maison, site(1, version=2, nom="AUTRE")) == 0


async def test_une_fermeture_entendue_avant_sa_copie_signale_aussi_la_demande_suivante(maison):
    assert await entendre(maison, site(1, version=2, etat="fermee")) == 0
    accuse = await maison.deposer(1)
    assert await maison.titres() == ["DemandeDeposee", "DemandeAffectee", "DemandeSignalee"]
    await maison.garder(site(1, version=3, etat="ouverte"))
    await maison.deposer(1)
    assert [d.demande for d in await maison.dits("DemandeSignalee")] == [accuse.demande]


async def test_une_fermeture_copiee_avant_d_etre_entendue_signale_une_fois(maison):
    fermee = site(1, version=2, etat="fermee")
    await maison.garder(fermee)
    await maison.deposer(1)
    assert await entendre(maison, fermee) == 0
    assert len(await maison.dits("DemandeSignalee")) == 1


async def test_une_fermeture_pendant_les_depots_n_en_oublie_aucun(maison):
    depots = [maison.deposer(1) for _ in range(10)]
    await asyncio.gather(*depots[:5], entendre(maison, site(1, version=2, etat="fermee")), *depots[5:])
    assert len(await maison.dits("DemandeSignalee")) == 10


async def test_une_structure_jamais_recue_peut_fermer(maison):
    assert await entendre(maison, site(77, version=5, etat="fermee")) == 0
    vue = await maison.app.lire_coordination(COORDINATION)
    assert vue.signalees == ()
