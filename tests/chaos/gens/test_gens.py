"""Requests and mails under faults: each request once, each mail once, whatever falls in between."""

import asyncio
from datetime import UTC, date, datetime
from uuid import uuid4

from shared.contracts.deploiement import DuiDeployeV1
from tests.chaos.gens.ville import STRUCTURES, Ville, structures
from tests.integration.notifications.facteur import facteur_en_poste
from tests.samples import finess

HUMEURS = ("450 4.2.1 Boîte occupée", "data 451 4.3.0 Réessayez", "coupe", "lent", "data 554 5.6.0 Refusé", "")


async def tous_connus(ville: Ville) -> None:
    for n in range(1, STRUCTURES + 1):
        await ville.connue("accompagnement", n)


async def test_un_serveur_de_courriel_absent_lent_ou_menteur_ne_perd_ni_ne_double_aucun_message(ville: Ville) -> None:
    ville.start("accompagnement")
    ville.start("notifications")
    await tous_connus(ville)
    for rang in range(3):  # nobody answers at the postman's port yet
        await ville.deposer(1 + rang, f"absent-{rang}")
    await ville.devient("notifications", "select count(*) > 0 from essais where issue = 'injoignable'")
    ville.facteur.lenteur = 1.5
    ville.facteur.humeurs = [ville.rng.choice(HUMEURS) for _ in range(14)]
    with facteur_en_poste(ville.facteur):
        for rang in range(9):
            await ville.deposer(1 + rang % STRUCTURES, f"mauvais-{rang}")
        await ville.tout_part(12)
    [refus] = await ville.lire(
        "notifications", "select count(*) as n from essais where issue = 'refusee' and reponse like '%Refusé%'"
    )
    [refusees] = await ville.lire("notifications", "select count(*) as n from livraisons where etat = 'refusee'")
    assert refus["n"] == refusees["n"]
    await ville.juger(12)


async def test_un_depot_repete_par_un_client_impatient_ne_fait_qu_une_demande(ville: Ville) -> None:
    ville.start("accompagnement")
    ville.start("notifications")
    await tous_connus(ville)
    with facteur_en_poste(ville.facteur):
        envois = [
            asyncio.create_task(ville.deposer(1 + rang % STRUCTURES, f"cle-{rang}"))
            for rang in range(8)
            for _ in range(4)
        ]
        await asyncio.sleep(0.15)
        ville.serveur.kill()
        await ville.serveur.start()
        reponses = await asyncio.gather(*envois)
        assert len({reponse["demande"] for reponse in reponses}) == 8
        assert len({reponse["suivi"] for reponse in reponses}) == 8
        await ville.tout_part(8)
    await ville.juger(8)


async def test_un_worker_tue_entre_l_affectation_et_le_courriel_ne_perd_ni_n_invente_rien(ville: Ville) -> None:
    relais = ville.start("accompagnement", "apres_publication:3:tuer")
    avant = ville.start("notifications", "avant_courriel:2:tuer")
    await tous_connus(ville)
    with facteur_en_poste(ville.facteur):
        for rang in range(5):
            await ville.deposer(1 + rang, f"tue-{rang}")
        assert await avant.died(30) == -9
        apres = ville.start("notifications", "apres_courriel:2:tuer")
        assert await relais.died(30) == -9
        ville.start("accompagnement")
        assert await apres.died(30) == -9
        ville.start("notifications")
        ville.start("notifications")
        await ville.tout_part(5)
    await ville.juger(5)


async def test_un_fait_arrive_avant_sa_structure_est_garde_et_s_eclaire_ensuite(ville: Ville) -> None:
    ville.start("accompagnement")
    ville.start("notifications")
    ville.start("usages")
    await tous_connus(ville)
    inconnue = 77
    dui = DuiDeployeV1(
        deploiement=uuid4(), finess=finess(inconnue), departement="31", genre="deploiement", editeur="Éditeur Exemple",
        logiciel="Exemple DUI", version_logiciel="4.2", reference_segur=True, deploye_le=date(2026, 3, 1),
        declare_par=uuid4(), demande=None, declare_le=datetime(2026, 3, 2, tzinfo=UTC),
    )  # fmt: skip
    await ville.dire((dui, "DuiDeploye"), (dui, "DuiDeploye"))
    await ville.devient("usages", "select count(*) = 1 from engagements where finess = $1", finess(inconnue))
    with facteur_en_poste(ville.facteur):
        await ville.deposer(1, "avant")
        await ville.tout_part(1)
    await ville.dire(*structures(inconnue))
    for service in ("usages", "accompagnement", "notifications"):
        await ville.connue(service, inconnue)
    await ville.juger(1)
