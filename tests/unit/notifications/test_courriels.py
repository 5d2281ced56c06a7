"""The mails themselves: words, link, headers, and nothing that a name could break."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from uuid import UUID

import pytest
from aiosmtplib.email import quote_address
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from services.notifications.domain.courriel import Courriel, RedactionImpossibleError
from services.notifications.domain.envoi import Contact
from services.notifications.domain.livraison import Issue
from services.notifications.domain.message import identite_du_message
from services.notifications.domain.regles import REGLES, Canal, RegleDeMessage, Suite
from services.notifications.envois.enveloppe import Expedition, mettre_sous_enveloppe
from services.notifications.envois.redaction import une_ligne
from services.notifications.envois.reponses import issue_de, sans_adresse
from shared.kernel.courriels import defaut_de_courriel
from tests.unit.notifications.dossiers import (
    DEMANDE,
    DEMANDEUR,
    EVENEMENT,
    MAINTENANT,
    REDACTION,
    dossier,
    fait,
    regle_de,
)

PAR_COURRIEL = [regle for regle in REGLES if Canal.COURRIEL in regle.canaux]
DE = Expedition(
    adresse="ne-pas-repondre@maillage.invalid", nom="Maillage", reponse="", retour="retours@maillage.invalid",
    domaine="maillage.invalid",
)  # fmt: skip
LIENS = {
    Suite.SUIVI: f"https://maillage.invalid/accompagnement/suivi/suivi-{DEMANDE}",
    Suite.DEMANDE: f"https://maillage.invalid/accompagnement/demandes/{DEMANDE}",
    Suite.STRUCTURE: "https://maillage.invalid/referentiel/structures/310000336",
}


def courriel(regle: RegleDeMessage = PAR_COURRIEL[0], **changes: object) -> Courriel:
    return REDACTION.rediger(EVENEMENT, regle, dossier(fait=fait(regle.fait), **changes))


def recu(octets: bytes) -> EmailMessage:
    mail = message_from_bytes(octets, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


@pytest.mark.parametrize("regle", PAR_COURRIEL, ids=lambda regle: regle.code)
def test_chaque_courriel_dit_de_quoi_il_s_agit_ou_aller_et_pourquoi_on_le_recoit(regle: RegleDeMessage) -> None:
    mail = courriel(regle)
    for partie in (mail.texte, mail.html):
        assert LIENS[regle.suite] in partie
        assert "Vous recevez ce message car vous " in partie or "Vous recevez ce message car cette demande" in partie
        assert "EHPAD Les Tilleuls" in partie
        assert "{" not in partie
    if regle.suite is not Suite.STRUCTURE:
        assert "DA-2026-00042" in mail.sujet
        assert "DA-2026-00042" in mail.texte
    assert mail.html.lstrip().startswith("<!doctype html>")
    assert '<html lang="fr">' in mail.html


@pytest.mark.parametrize("regle", PAR_COURRIEL, ids=lambda regle: regle.code)
def test_aucun_sujet_ne_nomme_une_personne_une_structure_ou_une_adresse(regle: RegleDeMessage) -> None:
    sujet = courriel(regle).sujet
    for interdit in ("Demandeur", "Animateur", "Tilleuls", "@", "31"):
        assert interdit not in sujet


@pytest.mark.parametrize("regle", PAR_COURRIEL, ids=lambda regle: regle.code)
def test_un_courriel_se_lit_meme_quand_on_ne_sait_presque_rien(regle: RegleDeMessage) -> None:
    mail = courriel(regle, nom_structure=None, nom_intervenant=None)
    assert "None" not in mail.texte + mail.html


@pytest.mark.parametrize("regle", PAR_COURRIEL, ids=lambda regle: regle.code)
def test_la_typographie_est_francaise_et_le_ton_sans_exclamation(regle: RegleDeMessage) -> None:
    texte = courriel(regle).texte
    assert "!" not in texte
    assert re.search(r"[^\s\u202fs]\s*[;?](\s|$)", texte.replace("\u202f", "")) is None or "\u202f" in texte
    assert re.search(r" [:;?](\s|$)", texte) is None


def test_les_chiffres_d_une_cible_sont_ecrits_a_la_francaise() -> None:
    mail = courriel(regle_de("cible_atteinte"))
    assert "91\u202f%" in mail.texte
    assert "90\u202f%" in mail.texte
    assert "alimentation du dossier médical partagé" in mail.texte
    messages = fait(
        regle_de("cible_atteinte").fait,
        details={"indicateur": "mssante_messages", "taux": "0.625", "cible": "0.5", "rang": "3"},
    )
    encore = REDACTION.rediger(EVENEMENT, regle_de("cible_atteinte"), dossier(fait=messages))
    assert "0,62 pour une cible de 0,50" in encore.texte
    assert "de nouveau" in encore.texte
    assert "a de nouveau atteint" in encore.sujet


def test_un_fait_qui_ne_mene_nulle_part_n_est_pas_redige() -> None:
    with pytest.raises(RedactionImpossibleError, match="accuse_reception"):
        REDACTION.rediger(EVENEMENT, regle_de("accuse_reception"), dossier(fait=fait(demande=None)))


@pytest.mark.parametrize("taux", ["Infinity", "beaucoup"])
def test_un_chiffre_qui_ne_s_ecrit_pas_n_arrete_que_son_message(taux: str) -> None:
    details = {"indicateur": "dmp_alimentation", "taux": taux, "cible": "0.9"}
    infini = fait(regle_de("cible_atteinte").fait, details=details)
    with pytest.raises(RedactionImpossibleError, match="cible_atteinte"):
        REDACTION.rediger(EVENEMENT, regle_de("cible_atteinte"), dossier(fait=infini))


def test_un_nom_hostile_est_echappe_dans_la_partie_html() -> None:
    mail = courriel(nom_structure='<img src=x onerror="alert(1)">')
    assert "<img" not in mail.html
    assert "&lt;img" in mail.html
    assert "<img" in mail.texte


@settings(max_examples=60)
@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_aucun_nom_ne_peut_ajouter_d_en_tete_ni_couper_une_ligne(nom: str, structure: str, intervenant: str) -> None:
    hostile = Contact(DEMANDEUR, f"{nom}\r\nBcc: autre@maillage.invalid", "demandeur-1@maillage.invalid")
    mail = courriel(contact=hostile, nom_structure=f"{structure}\nX-Ajout: 1", nom_intervenant=intervenant)
    assert "\n" not in mail.sujet
    parsed = recu(mettre_sous_enveloppe(mail, DE, MAINTENANT))
    assert parsed["Bcc"] is None
    assert parsed["X-Ajout"] is None
    assert [a.addr_spec for a in parsed["To"].addresses] == ["demandeur-1@maillage.invalid"]


@pytest.mark.parametrize("suite", ["=0D=0ABcc:autre@maillage.invalid", "=0D=0A=0D=0AUn_autre_message"])
def test_un_nom_encode_n_est_pas_decode_en_en_tetes_ni_en_message(suite: str) -> None:
    hostile = Contact(DEMANDEUR, f"=?utf-8?q?{suite}?=", "demandeur-1@maillage.invalid")
    parsed = recu(mettre_sous_enveloppe(courriel(contact=hostile), DE, MAINTENANT))
    assert parsed["Bcc"] is None
    assert parsed["Subject"] == "Votre demande DA-2026-00042 est bien arrivée"
    assert len(list(parsed.iter_parts())) == 2


@settings(max_examples=100, deadline=None)
@given(
    st.from_regex(r"[abz09!#$%&'*+/=?^_`{|}~-]{1,8}(\.[abz09!#$%&'*+/=?^_`{|}~-]{1,8}){0,2}", fullmatch=True),
    st.from_regex(r"[abz09]{1,8}([.-][abz09]{1,8}){0,2}", fullmatch=True),
)
def test_a_toute_adresse_qui_convient_on_sait_ecrire(nom: str, domaine: str) -> None:
    adresse = f"{nom}@{domaine}.fr"
    assume(defaut_de_courriel(adresse) is None)
    mail = courriel(contact=Contact(DEMANDEUR, "Demandeur 1", adresse))
    parsed = recu(mettre_sous_enveloppe(mail, DE, MAINTENANT))
    assert [a.addr_spec for a in parsed["To"].addresses] == [adresse]
    assert quote_address(adresse) == f"<{adresse}>"


@given(st.text())
def test_une_ligne_est_toujours_une_seule_ligne(texte: str) -> None:
    assert len(une_ligne(texte).splitlines()) <= 1


def test_les_espaces_insecables_survivent() -> None:
    assert une_ligne(" EHPAD\u202f: «\u00a0Les\tTilleuls\u00a0»\n") == "EHPAD\u202f: «\u00a0Les Tilleuls\u00a0»"


def test_l_enveloppe_dit_qui_ecrit_que_c_est_une_machine_et_garde_le_meme_message_id() -> None:
    message = identite_du_message(EVENEMENT, "accuse_reception", DEMANDEUR)
    un = REDACTION.rediger(message, regle_de("accuse_reception"), dossier())
    premier, second = (recu(mettre_sous_enveloppe(un, DE, MAINTENANT)) for _ in range(2))
    assert premier["Message-ID"] == second["Message-ID"] == f"<{message}@maillage.invalid>"
    assert premier["Auto-Submitted"] == "auto-generated"
    assert premier["From"] == "Maillage <ne-pas-repondre@maillage.invalid>"
    assert premier["Reply-To"] is None
    assert premier["Content-Language"] == "fr"
    assert premier.get_content_type() == "multipart/alternative"
    texte, html = premier.iter_parts()
    assert (texte.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert "bien arrivée" in premier["Subject"]
    assert "EHPAD Les Tilleuls" in texte.get_content()
    autre = REDACTION.rediger(UUID(int=1), regle_de("reponse"), dossier(fait=fait(regle_de("reponse").fait)))
    assert recu(mettre_sous_enveloppe(autre, DE, MAINTENANT))["References"] == premier["References"]


@pytest.mark.parametrize(
    ("code", "issue"),
    [
        (421, Issue.DIFFEREE), (450, Issue.DIFFEREE), (452, Issue.DIFFEREE), (550, Issue.REFUSEE), (554, Issue.REFUSEE),
        (530, Issue.INJOIGNABLE), (535, Issue.INJOIGNABLE), (-1, Issue.DIFFEREE), (251, Issue.DIFFEREE),
    ],
)  # fmt: skip
def test_une_reponse_du_serveur_a_un_seul_sens(code: int, issue: Issue) -> None:
    assert issue_de(code) is issue


def test_les_mots_du_serveur_sont_gardes_sans_adresse_et_sur_une_ligne() -> None:
    mots = "5.1.1 <demandeur-1@maillage.invalid>: Recipient\nrejected\x00 " + "x" * 900 + "\udcff"
    gardes = sans_adresse(mots)
    assert "@" not in gardes
    assert gardes.startswith("5.1.1 <[adresse]>: Recipient rejected")
    assert len(gardes) <= 500
    gardes.encode()
