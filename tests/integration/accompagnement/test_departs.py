"""Somebody leaves the team, by the file; somebody who asked wants to be forgotten."""

from pathlib import Path

import httpx
import pytest

from services.accompagnement import api
from services.accompagnement.domain import refus
from services.accompagnement.usecases.importer_intervenants import Rapport
from shared.kernel.identite import AccesRefuseError, Identite
from shared.web.app import create_app
from tests.identites import ANIMATEUR_31, ANIMATEUR_31_2, COORDINATION, OPERATEUR, Connu
from tests.integration.accompagnement.maison import Maison

ENTETE = "sujet;nom;courriel;profil;departements;etp;actif\n"
ADRESSE = "direction-31-1@maillage.invalid"


async def importer(maison: Maison, dossier: Path, *actifs: tuple[Identite, str]) -> Rapport:
    fichier = dossier / "departs.csv"
    lignes = [f"{i.sujet};{i.nom};{i.sujet}@maillage.invalid;animateur;31;1;{actif}\n" for i, actif in actifs]
    fichier.write_text(ENTETE + "".join(lignes), "utf-8")
    return await maison.app.importer_intervenants(fichier)


async def test_qui_n_est_plus_actif_ne_recoit_plus_rien(maison, tmp_path):
    rapport = await importer(maison, tmp_path, (ANIMATEUR_31, "non"), (ANIMATEUR_31_2, ""))
    assert (rapport.modifies, rapport.inchanges, rapport.erreurs) == (1, 1, [])
    for n in range(1, 4):
        assert await maison.principal((await maison.deposer(n)).demande) == ANIMATEUR_31_2.sujet
    assert (await importer(maison, tmp_path, (ANIMATEUR_31, "non"))).inchanges == 1
    assert (await importer(maison, tmp_path, (ANIMATEUR_31, "Oui"))).modifies == 1
    assert {i.personne: i.actif for i in await maison.app.lire_intervenants(COORDINATION)}[
        await maison.personne(ANIMATEUR_31.sujet)
    ]


async def test_on_ne_part_pas_en_laissant_des_demandes_ouvertes(maison, tmp_path):
    accuse = await maison.deposer()
    sujet = await maison.principal(accuse.demande)
    qui = next(i for i in (ANIMATEUR_31, ANIMATEUR_31_2) if i.sujet == sujet)
    rapport = await importer(maison, tmp_path, (qui, "non"))
    (erreur,) = rapport.erreurs
    assert (erreur.ligne, erreur.champ, erreur.valeur, rapport.modifies) == (2, "actif", "non", 0)
    assert f"répond encore de demandes ouvertes, à terminer ou à confier à quelqu’un d’autre : {accuse.numero}." in (
        erreur.motif
    )
    await maison.app.annuler(accuse.demande, qui=COORDINATION)
    assert (await importer(maison, tmp_path, (qui, "non"))).modifies == 1


async def test_actif_vaut_oui_ou_non(maison, tmp_path):
    (erreur,) = (await importer(maison, tmp_path, (ANIMATEUR_31, "peut-être"))).erreurs
    assert (erreur.champ, erreur.valeur, erreur.motif) == ("actif", "peut-être", "oui ou non est attendu.")


async def test_une_colonne_en_double_ou_inconnue_est_refusee(maison, tmp_path):
    for entete in ("sujet;nom;courriel;profil;departements;etp;actif;actif\n", ENTETE.replace("actif", "present")):
        fichier = tmp_path / "colonnes.csv"
        fichier.write_text(entete, "utf-8")
        with pytest.raises(refus.FichierRefuseError, match="actif"):
            await maison.app.importer_intervenants(fichier)


async def test_qui_a_demande_est_efface_sur_demande_partout_ou_son_adresse_a_servi(maison):
    terminees = [await maison.deposer(1), await maison.deposer(2, courriel=ADRESSE.upper())]
    for accuse in terminees:
        await maison.app.annuler(accuse.demande, qui=COORDINATION)
    await maison.pool.execute("truncate outbox")
    await maison.app.oublier_demandeur(f" {ADRESSE} ", qui=OPERATEUR)
    effaces = await maison.pool.fetch("select topic, type, valeur from outbox")
    assert [tuple(e) for e in effaces] == [
        ("accompagnement.contact", "fr.maillage.accompagnement.contact.efface.v1", None)
    ] * 2
    fiche = await maison.app.lire_demande(terminees[0].demande, COORDINATION)
    assert (fiche.demandeur.nom, fiche.demandeur.courriel) == ("", "")
    with pytest.raises(refus.DemandeurInconnuError):
        await maison.app.oublier_demandeur(ADRESSE, qui=COORDINATION)


async def test_nul_n_est_efface_tant_qu_on_lui_doit_une_reponse(maison):
    finie, ouverte = await maison.deposer(1), await maison.deposer(2, courriel=ADRESSE)
    await maison.app.annuler(finie.demande, qui=COORDINATION)
    with pytest.raises(refus.DemandesEnCoursError, match=ouverte.numero) as refusee:
        await maison.app.oublier_demandeur(ADRESSE, qui=COORDINATION)
    assert finie.numero not in str(refusee.value)
    assert (await maison.app.lire_demande(finie.demande, COORDINATION)).demandeur.nom == "Directrice"


async def test_seuls_la_coordination_et_l_operateur_effacent(maison):
    with pytest.raises(AccesRefuseError):
        await maison.app.oublier_demandeur(ADRESSE, qui=ANIMATEUR_31)
    accuse = await maison.deposer(1)
    await maison.app.annuler(accuse.demande, qui=COORDINATION)
    rendus = [await effacer(maison, qui) for qui in (None, ANIMATEUR_31, OPERATEUR, OPERATEUR)]
    assert rendus == [401, 403, 204, 404]


@pytest.mark.parametrize(("adresse", "statut"), [("", 422), ("x", 422), ("a\x00b@maillage.invalid", 404)])
async def test_une_adresse_impossible_est_refusee(maison, adresse, statut):
    assert await effacer(maison, COORDINATION, adresse) == statut


async def effacer(maison: Maison, qui: Identite | None, adresse: str = ADRESSE) -> int:
    app = create_app(
        service="accompagnement", title="essai", routers=[api.router], application=maison.app,
        authentification=Connu(qui),
    )  # fmt: skip
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost:8080") as http:
        rendu = await http.post("/accompagnement/api/demandeurs/oubli", json={"courriel": adresse})
    return rendu.status_code
