"""Facts, files and deliveries for the tests of notifications: roles, no real person."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from services.notifications.domain.envoi import Contact, Dossier
from services.notifications.domain.fait import FaitEntendu, NomDeFait
from services.notifications.domain.livraison import Livraison, Reprise
from services.notifications.domain.regles import REGLES, RegleDeMessage
from services.notifications.envois.liens import LiensDesMessages
from services.notifications.envois.redaction import Redaction

MAINTENANT = datetime(2026, 3, 2, 8, 15, tzinfo=UTC)
EVENEMENT = UUID("0193a7c2-5b7e-7d10-9a51-3f0c1d2e4a00")
DEMANDE = UUID("0193a7c2-5b7e-7d10-9a51-3f0c1d2e4a01")
DEMANDEUR = UUID("0193a7c2-5b7e-7d10-9a51-3f0c1d2e4b02")
ANIMATEUR = UUID("0193a7c2-5b7e-7d10-9a51-3f0c1d2e4c03")
AUTRE_ANIMATEUR = UUID("0193a7c2-5b7e-7d10-9a51-3f0c1d2e4c04")
BAIL = UUID("0193a7c2-5b7e-7d10-9a51-3f0c1d2e4d05")
REPRISE = Reprise(essais=48, intervalle=timedelta(minutes=5), gigue=0.2)


class Signe:
    """Signs so that a test can read it."""

    def signer(self, usage: str, identifiant: UUID) -> str:
        return f"{usage}-{identifiant}"


LIENS = LiensDesMessages("https://maillage.invalid/", Signe())
REDACTION = Redaction(LIENS, repondre=False)


def regle_de(code: str) -> RegleDeMessage:
    """Return a rule by its code."""
    return next(regle for regle in REGLES if regle.code == code)


def fait(nom: NomDeFait = NomDeFait.DEMANDE_DEPOSEE, **changes: Any) -> FaitEntendu:
    """Return a fact, changed as asked."""
    values: dict[str, Any] = {
        "evenement": EVENEMENT,
        "nom": nom,
        "survenu_le": MAINTENANT,
        "demande": DEMANDE,
        "numero": "DA-2026-00042",
        "structure": "310000336",
        "departement": "31",
        "demandeur": DEMANDEUR,
        "intervenant": ANIMATEUR,
        "details": {
            "motif": "hors_region", "motifs": "thematique_autre,aucun_candidat", "indicateur": "dmp_alimentation",
            "taux": "0.91", "cible": "0.9", "rang": "1", "par": "demandeur",
        },
    }  # fmt: skip
    return FaitEntendu(**{**values, **changes})


def dossier(**changes: Any) -> Dossier:
    """Return a file, changed as asked."""
    values: dict[str, Any] = {
        "fait": fait(),
        "destinataire": DEMANDEUR,
        "contact": Contact(DEMANDEUR, "Demandeur 1", "demandeur-1@maillage.invalid"),
        "effacee": False,
        "etat_demande": None,
        "intervenant": ANIMATEUR,
        "nom_intervenant": "Animateur Haute-Garonne 1",
        "nom_structure": "EHPAD Les Tilleuls",
    }
    return Dossier(**{**values, **changes})


def livraison(**changes: Any) -> Livraison:
    """Return a delivery, changed as asked."""
    values: dict[str, Any] = {
        "message": EVENEMENT, "regle": "accuse_reception", "bail": BAIL, "essais": 0, "depuis": MAINTENANT,
    }  # fmt: skip
    return Livraison(**{**values, **changes})
