"""The words of the mails: one template a rule, its sentences written once for the text and for the HTML part."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from services.notifications.domain.courriel import Courriel, RedactionImpossibleError
from services.notifications.domain.envoi import Dossier
from services.notifications.domain.fait import FaitEntendu
from services.notifications.domain.regles import RegleDeMessage, Suite
from services.notifications.envois.liens import LiensDesMessages
from shared.web.formats import nombre, pourcentage

GABARITS = Path(__file__).parent / "gabarits"
INDICATEURS: Mapping[str, str] = {
    "dmp": "d’alimentation du dossier médical partagé (DMP)",
    "ins": "de qualification de l’identité nationale de santé (INS)",
    "mssante": "d’échanges par messagerie sécurisée de santé (MSSanté)",
    "emie": "d’équipement des professionnels en moyens d’identification électronique",
}
"""Words for an indicator, by the first part of its code."""
SANS_POURCENTAGE = frozenset({"mssante"})
"""Indicators that count things for each person rather than a share."""
RAISONS: Mapping[str, str] = {
    "structure_inconnue": "structure inconnue de l’annuaire",
    "hors_region": "structure hors de la région",
    "thematique_autre": "thème à préciser",
    "aucun_candidat": "personne de disponible dans ce département",
    "doublon_suspecte": "la même personne a déjà une demande ouverte sur ce sujet",
}
"""Why a request waits for the coordination."""
REFUS: Mapping[str, str] = {
    "hors_perimetre": "le sujet sort de nos missions",
    "hors_region": "la structure est hors de la région",
    "grand_public": "nous accompagnons les structures et leurs professionnels",
    "doublon": "une autre demande est déjà ouverte sur le même sujet",
}
"""Why a request is not ours."""
_BLANK = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")
"""Spaces, ends of lines and control characters; the no-break spaces of French typography are kept."""
_PARAGRAPH = re.compile(r"\n\s*\n")
log = structlog.get_logger()


class Redaction:
    """Writes mails. Values come in as one line of plain text each, whatever they were."""

    def __init__(self, liens: LiensDesMessages, *, repondre: bool) -> None:
        """`repondre`: whether somebody reads the answers to these mails."""
        self._liens = liens
        self._repondre = repondre
        self._environment = Environment(
            loader=FileSystemLoader(GABARITS),
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )

    def rediger(self, message: UUID, regle: RegleDeMessage, dossier: Dossier) -> Courriel:
        """Return the mail of a message. Raises RedactionImpossibleError; ValueError when the contact is not known."""
        if dossier.contact is None or not dossier.contact.courriel:
            raise ValueError(f"{message}: no contact")
        try:
            sujet, paragraphes, bouton, raison = self._phrases(regle.code, _valeurs(dossier))
            cadre = {
                "sujet": sujet,
                "paragraphes": paragraphes,
                "bouton": bouton,
                "raison": raison,
                "lien": self._lien(regle.suite, dossier.fait),
                "repondre": self._repondre,
            }
            texte = self._environment.get_template("cadre.txt").render(cadre)
            html = self._environment.get_template("cadre.html").render(cadre)
        except (
            Exception
        ) as error:  # whatever a value breaks ends this mail alone; its words may hold a name: not logged
            log.warning("redaction_impossible", message_id=str(message), regle=regle.code, erreur=type(error).__name__)
            raise RedactionImpossibleError(regle=regle.code, detail=type(error).__name__) from error
        return Courriel(
            message=message,
            nom=une_ligne(dossier.contact.nom),
            adresse=dossier.contact.courriel,
            sujet=sujet,
            texte=texte,
            html=html,
            fil=dossier.fait.demande,
        )

    def _phrases(self, code: str, valeurs: Mapping[str, Any]) -> tuple[str, list[str], str, str]:
        template = self._environment.get_template(f"{code}.txt")
        context = template.new_context(dict(valeurs))
        words = {name: "".join(block(context)).strip() for name, block in template.blocks.items()}
        corps = [une_ligne(paragraph) for paragraph in _PARAGRAPH.split(words["corps"])]
        return une_ligne(words["sujet"]), corps, une_ligne(words["bouton"]), une_ligne(words["raison"])

    def _lien(self, suite: Suite, fait: FaitEntendu) -> str:
        if suite is Suite.SUIVI and fait.demande is not None:
            return self._liens.suivi(fait.demande)
        if suite is Suite.DEMANDE and fait.demande is not None:
            return self._liens.demande(fait.demande)
        if suite is Suite.STRUCTURE and fait.structure is not None:
            return self._liens.structure(fait.structure)
        raise ValueError(f"{suite}: the fact names nothing to go to")


def une_ligne(texte: str) -> str:
    """Return a text on one line, without any control character: nothing in it can end a header."""
    return _BLANK.sub(" ", texte).strip()


def _valeurs(dossier: Dossier) -> dict[str, Any]:
    fait = dossier.fait
    indicateur = fait.details.get("indicateur", "").split("_")[0]
    return {
        "numero": fait.numero,
        "structure": une_ligne(dossier.nom_structure) if dossier.nom_structure else None,
        "intervenant": une_ligne(dossier.nom_intervenant) if dossier.nom_intervenant else None,
        "indicateur": INDICATEURS.get(indicateur, "d’usage d’un service numérique en santé"),
        "taux": _taux(fait.details.get("taux"), part=indicateur not in SANS_POURCENTAGE),
        "cible": _taux(fait.details.get("cible"), part=indicateur not in SANS_POURCENTAGE),
        "de_nouveau": int(fait.details.get("rang", "1")) > 1,
        "raisons": ", ".join(RAISONS.get(m, m) for m in fait.details.get("motifs", "").split(",") if m),
        "cause": REFUS.get(fait.details.get("motif", ""), ""),
        "par": fait.details.get("par"),
    }


def _taux(valeur: str | None, *, part: bool) -> str:
    if valeur is None:
        return ""
    if part:
        return pourcentage(float(valeur))
    return nombre(float(valeur), 2)
