"""Mails over a real SMTP dialogue, with a server that misbehaves: nothing is lost, nothing leaves twice once taken."""

import asyncio
import ssl
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from services.notifications.domain.fait import NomDeFait
from services.notifications.domain.message import identite_du_message
from tests.integration.notifications.autorite import Autorite
from tests.integration.notifications.conftest import ADRESSE, Bureau
from tests.integration.notifications.facteur import Facteur, facteur_en_poste, parties, port_libre


async def test_un_depot_vaut_un_accuse_de_reception_avec_son_lien_en_texte_et_en_html(bureau: Bureau) -> None:
    await bureau.connaitre_structure()
    fait = await bureau.a_prevenir()
    assert await bureau.tour() == 1
    [mail] = bureau.facteur.recus
    assert fait.demande is not None
    assert fait.demandeur is not None
    lien = f"{ADRESSE}/accompagnement/suivi/{bureau.liens.signer('suivi', fait.demande)}"
    for partie in parties(mail):
        assert lien in partie
        assert "EHPAD 1" in partie
    attendu = identite_du_message(fait.evenement, "accuse_reception", fait.demandeur)
    assert mail["Message-ID"] == f"<{attendu}@maillage.invalid>"
    assert mail["Subject"] == "Votre demande DA-2026-00042 est bien arrivée"
    assert await bureau.etats() == ["envoyee"]
    assert await bureau.essais() == [("acceptee", 250, "2.0.0 Gardé")]
    assert await bureau.incoherences() == []


async def test_un_fait_dit_deux_fois_ne_previent_qu_une_fois(bureau: Bureau) -> None:
    fait = await bureau.a_prevenir()
    await bureau.entendre(evenement=fait.evenement, demandeur=fait.demandeur, demande=fait.demande)
    await bureau.tour()
    await bureau.entendre(evenement=fait.evenement, demandeur=fait.demandeur, demande=fait.demande)
    await bureau.tour()
    assert len(bureau.facteur.recus) == 1


async def test_un_serveur_arrete_ne_perd_rien_et_le_courriel_part_a_son_retour(bureau: Bureau) -> None:
    await bureau.a_prevenir()
    await bureau.a_prevenir()
    nulle_part = port_libre()
    await bureau.tour(smtp_port=nulle_part)
    assert await bureau.etats() == ["reportee", "reportee"]
    [premier, second] = await bureau.essais()
    assert premier == second
    assert premier[0] == "injoignable"
    assert premier[2].startswith("Connexion impossible")
    await bureau.tour()
    assert bureau.facteur.recus == []  # not before its hour
    bureau.horloge.avancer(minutes=5)
    await bureau.tour()
    assert len(bureau.facteur.recus) == 2
    assert await bureau.etats() == ["envoyee", "envoyee"]


async def test_apres_le_dernier_essai_le_courriel_est_abandonne_et_reste_visible(bureau: Bureau) -> None:
    await bureau.a_prevenir()
    nulle_part = port_libre()
    for _ in range(4):
        await bureau.tour(smtp_port=nulle_part, envoi_essais=3)
        bureau.horloge.avancer(minutes=5)
    assert await bureau.etats() == ["abandonnee"]
    assert len(await bureau.essais()) == 3
    assert await bureau.incoherences() == []


@pytest.mark.parametrize(
    "humeur", ["450 4.2.1 Boîte occupée", "data 451 4.3.0 Réessayez", "421 4.3.2 Je ferme"], ids=["rcpt", "data", "421"]
)
async def test_un_refus_passager_est_repris_avec_les_mots_du_serveur(bureau: Bureau, humeur: str) -> None:
    await bureau.a_prevenir()
    bureau.facteur.humeurs = [humeur]
    await bureau.tour()
    assert await bureau.etats() == ["reportee"]
    [row] = await bureau.livraisons()
    assert row["prochain_le"] - bureau.horloge.now() == timedelta(minutes=5)
    code, mots = humeur.removeprefix("data ").split(" ", 1)
    assert await bureau.essais() == [("differee", int(code), mots)]
    bureau.horloge.avancer(minutes=5)
    await bureau.tour()
    assert await bureau.etats() == ["envoyee"]
    assert len(bureau.facteur.recus) == 1


@pytest.mark.parametrize("humeur", ["550 5.1.1 <personne@maillage.invalid> inconnue", "data 554 5.7.1 Refusé"])
async def test_un_refus_definitif_est_garde_sans_adresse_et_n_est_pas_repris(bureau: Bureau, humeur: str) -> None:
    await bureau.a_prevenir()
    bureau.facteur.humeurs = [humeur]
    await bureau.tour()
    bureau.horloge.avancer(days=1)
    await bureau.tour()
    assert await bureau.etats() == ["refusee"]
    [(issue, code, mots)] = await bureau.essais()
    assert (issue, code) == ("refusee", int(humeur.removeprefix("data ")[:3]))
    assert "@" not in mots
    assert bureau.facteur.recus == []


async def test_un_refus_ne_gene_pas_les_autres_sur_la_meme_connexion(bureau: Bureau) -> None:
    for _ in range(5):
        await bureau.a_prevenir()
    bureau.facteur.humeurs = ["550 non", "", "451 plus tard", "data 554 non"]
    await bureau.tour()
    assert sorted(await bureau.etats()) == ["envoyee", "envoyee", "refusee", "refusee", "reportee"]
    assert bureau.facteur.connexions == 1


async def test_une_coupure_avant_le_250_est_reprise_sous_le_meme_message_id(bureau: Bureau) -> None:
    await bureau.a_prevenir()
    bureau.facteur.humeurs = ["coupe"]
    await bureau.tour()
    assert await bureau.etats() == ["reportee"]
    [(issue, code, mots)] = await bureau.essais()
    assert (issue, code) == ("coupee", None)
    assert "après l’envoi du corps" in mots
    bureau.horloge.avancer(minutes=5)
    await bureau.tour()
    assert await bureau.etats() == ["envoyee"]
    [un, deux] = bureau.facteur.message_ids()
    assert un == deux


async def test_un_courriel_accepte_ne_repart_jamais(bureau: Bureau) -> None:
    await bureau.a_prevenir()
    for _ in range(5):
        await bureau.tour()
        bureau.horloge.avancer(hours=1)
    assert len(bureau.facteur.recus) == 1


async def test_un_serveur_muet_est_quitte_a_temps_et_ne_retient_pas_les_autres(bureau: Bureau) -> None:
    for _ in range(3):
        await bureau.a_prevenir()
    bureau.facteur.humeurs = ["lent"]
    bureau.facteur.lenteur = 3.0
    async with asyncio.timeout(2.5):
        await bureau.tour()
    assert sorted(await bureau.etats()) == ["envoyee", "envoyee", "reportee"]
    assert "pas répondu à temps" in next(mots for issue, _, mots in await bureau.essais() if issue == "coupee")


async def test_un_contact_qui_arrive_apres_le_fait_est_attendu(bureau: Bureau) -> None:
    fait = await bureau.entendre()
    await bureau.tour()
    [row] = await bureau.livraisons()
    assert (row["etat"], row["motif"]) == ("reportee", "contact_inconnu")
    assert fait.demandeur is not None
    await bureau.connaitre(fait.demandeur)
    bureau.horloge.avancer(seconds=2)
    await bureau.tour()
    assert await bureau.etats() == ["envoyee"]
    assert await bureau.pool.fetchval("select motif from livraisons") is None


async def test_une_demande_annulee_entre_temps_ne_donne_plus_d_accuse(bureau: Bureau) -> None:
    fait = await bureau.a_prevenir()
    await bureau.situer(fait.demande, "annulee")
    await bureau.tour()
    [row] = await bureau.livraisons()
    assert (row["etat"], row["motif"]) == ("annulee", "sans_objet")
    assert bureau.facteur.recus == []


async def test_une_affectation_deja_prise_ou_passee_a_un_autre_n_est_plus_annoncee(bureau: Bureau) -> None:
    animateur = uuid4()
    await bureau.connaitre(animateur, genre="intervenant", profil="animateur", departements=("31",))
    faits = [await bureau.entendre(NomDeFait.DEMANDE_AFFECTEE, intervenant=animateur) for _ in range(3)]
    await bureau.situer(faits[0].demande, "prise_en_charge", animateur)
    await bureau.situer(faits[1].demande, "affectee", uuid4())
    await bureau.situer(faits[2].demande, "affectee", animateur)
    await bureau.tour()
    motifs = {row["motif"]: row["etat"] for row in await bureau.livraisons()}
    assert motifs == {"sans_objet": "annulee", "reaffectee": "annulee", None: "envoyee"}


async def test_une_annulation_par_la_coordination_previent_la_structure_une_annulation_par_elle_non(
    bureau: Bureau,
) -> None:
    await bureau.connaitre_structure()
    await bureau.a_prevenir(nom=NomDeFait.DEMANDE_ANNULEE, details={"par": "demandeur"})
    fait = await bureau.a_prevenir(nom=NomDeFait.DEMANDE_ANNULEE, details={"par": "coordination"})
    await bureau.situer(fait.demande, "annulee")
    await bureau.tour()
    [mail] = bureau.facteur.recus
    assert mail["Subject"] == "Votre demande DA-2026-00042 est annulée"
    assert [row["destinataire"] for row in await bureau.livraisons()] == [fait.demandeur]
    assert fait.demande is not None
    for partie in parties(mail):
        assert "La coordination a annulé votre demande DA-2026-00042 pour EHPAD 1" in partie
        assert bureau.liens.signer("suivi", fait.demande) in partie


async def test_une_connexion_que_le_serveur_a_laissee_tomber_est_rouverte(bureau: Bureau) -> None:
    facteur = Facteur()
    with facteur_en_poste(facteur, timeout=0.3):
        expedition = bureau.expedition(smtp_port=facteur.port)
        async with expedition._expediteur.session() as session:
            for attente in (0.0, 0.8):
                await asyncio.sleep(attente)
                fait = await bureau.a_prevenir()
                async with bureau.unites()() as unit:
                    [prise] = await unit.envois.prendre(
                        bail=uuid4(), maintenant=bureau.horloge.now(),
                        jusqu_au=bureau.horloge.now() + timedelta(seconds=30), limite=1,
                    )  # fmt: skip
                essai = await expedition._une(session, prise)
                assert essai is not None
                assert essai.issue == "acceptee", (fait.numero, essai)
    assert facteur.connexions == 2


async def test_un_serveur_qui_demande_un_certificat_client_est_servi(bureau: Bureau, tmp_path: Path) -> None:
    autorite = Autorite(tmp_path)
    serveur, client = autorite.signer("127.0.0.1"), autorite.signer("expediteur")
    contexte = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=autorite.certificat)
    contexte.load_cert_chain(*serveur)
    contexte.verify_mode = ssl.CERT_REQUIRED
    await bureau.a_prevenir()
    with facteur_en_poste(Facteur(), tls_context=contexte, require_starttls=True) as facteur:
        await bureau.tour(smtp_port=facteur.port)
        assert await bureau.etats() == ["reportee"]  # nobody knows this authority
        bureau.horloge.avancer(minutes=5)
        await bureau.tour(
            smtp_port=facteur.port, smtp_chiffrement="starttls", smtp_autorite=autorite.certificat,
            smtp_certificat=client[0], smtp_cle=client[1],
        )  # fmt: skip
        assert await bureau.etats() == ["envoyee"]
        assert len(facteur.recus) == 1
