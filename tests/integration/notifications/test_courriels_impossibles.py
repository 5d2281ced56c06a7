"""Mails that cannot be made: each is refused alone, with why, and the next one leaves."""

from uuid import uuid4

import pytest

from services.notifications.domain.courriel import Courriel
from services.notifications.domain.fait import NomDeFait
from tests.integration.notifications.conftest import Bureau


async def test_une_adresse_qui_ajouterait_un_en_tete_n_ouvre_aucun_dialogue(bureau: Bureau) -> None:
    fait = await bureau.entendre()
    assert fait.demandeur is not None
    await bureau.connaitre(fait.demandeur, courriel="a@maillage.invalid\r\nRCPT TO:<b@maillage.invalid>")
    await bureau.tour()
    [row] = await bureau.livraisons()
    assert (row["etat"], row["motif"]) == ("refusee", "adresse_inutilisable")
    assert bureau.facteur.connexions == 0


async def test_une_adresse_impossible_est_refusee_et_le_courriel_suivant_part(bureau: Bureau) -> None:
    fait = await bureau.entendre()
    assert fait.demandeur is not None
    await bureau.connaitre(fait.demandeur, courriel="direction@ehpad..fr")
    bureau.horloge.avancer(seconds=1)
    await bureau.a_prevenir()
    await bureau.tour()
    assert await bureau.etats() == ["refusee", "envoyee"]
    assert len(bureau.facteur.recus) == 1


async def test_une_enveloppe_impossible_n_arrete_que_son_message_et_se_lit_a_son_essai(bureau: Bureau) -> None:
    expedition = bureau.expedition()
    vers = {"nom": "Demandeur 1", "sujet": "Essai", "texte": "Texte", "html": "<p>Texte</p>", "fil": None}
    async with expedition._expediteur.session() as session:
        for adresse in ("direction@ehpad..fr", "a@[c.fr", "rené@exemple.fr"):
            essai = await session.envoyer(Courriel(message=uuid4(), adresse=adresse, **vers))
            assert (essai.issue, essai.code) == ("refusee", None)
            assert essai.reponse.startswith("Enveloppe impossible")
        assert bureau.facteur.connexions == 0
        essai = await session.envoyer(Courriel(message=uuid4(), adresse="a@é.fr", **vers))
        assert essai.reponse.endswith("UnicodeEncodeError.")
        essai = await session.envoyer(Courriel(message=uuid4(), adresse="d@maillage.invalid", **vers))
        assert essai.issue == "acceptee"


async def test_des_mots_impossibles_n_arretent_que_leur_message(bureau: Bureau) -> None:
    await bureau.connaitre_structure()
    personne = uuid4()
    await bureau.connaitre(personne)
    details = {"indicateur": "dmp_alimentation", "taux": "Infinity", "cible": "0.9", "rang": "1"}
    await bureau.entendre(NomDeFait.CIBLE_ATTEINTE, demande=None, numero=None, demandeur=None, details=details)
    bureau.horloge.avancer(seconds=1)
    await bureau.a_prevenir()
    await bureau.tour()
    assert [(row["etat"], row["motif"]) for row in await bureau.livraisons()] == [
        ("refusee", "redaction_impossible"), ("envoyee", None),
    ]  # fmt: skip


async def test_un_message_d_un_fait_que_cette_version_ne_connait_pas_n_arrete_rien(bureau: Bureau) -> None:
    fait = await bureau.a_prevenir()
    await bureau.pool.execute("update faits_entendus set nom = 'DemandeRevee' where evenement = $1", fait.evenement)
    await bureau.pool.execute("update messages set regle = 'revee' where evenement = $1", fait.evenement)
    bureau.horloge.avancer(seconds=1)
    await bureau.a_prevenir()
    await bureau.tour()
    assert [(row["etat"], row["motif"]) for row in await bureau.livraisons()] == [
        ("annulee", "regle_retiree"), ("envoyee", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "nom",
    [
        "Demandeur\r\nBcc: b@maillage.invalid\r\n\r\n.\r\nMAIL FROM:<x@y>",
        "=?utf-8?q?=0D=0ABcc:b@maillage.invalid=0D=0A=0D=0AAutre_message?=",
    ],
    ids=["lignes", "encode"],
)
async def test_un_nom_hostile_n_ajoute_ni_en_tete_ni_destinataire(bureau: Bureau, nom: str) -> None:
    fait = await bureau.entendre()
    assert fait.demandeur is not None
    await bureau.connaitre(fait.demandeur, nom=nom)
    await bureau.tour()
    [mail] = bureau.facteur.recus
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Votre demande DA-2026-00042 est bien arrivée"
    assert len(bureau.facteur.adresses) == 1
