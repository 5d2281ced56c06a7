"""The address of a site: the right one among several, its parts cleaned, and the département where it stands."""

import re
from dataclasses import dataclass

from services.referentiel.domain.defauts import CodeDefaut, Releve
from services.referentiel.domain.lecture import AdresseLue, rang_adresse_geographique
from services.referentiel.domain.reparations.textes import nettoyer, texte, texte_requis
from services.referentiel.domain.structure import Adresse
from services.referentiel.domain.territoire import departement_de, est_code_commune, est_code_postal


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a site stands: its address, its département, and whether the postcode alone told it."""

    adresse: Adresse
    departement: str
    deduit: bool


def choisir(releve: Releve, adresses: tuple[AdresseLue, ...]) -> AdresseLue | None:
    """Return the address of the site (usage 03), else the first, else None."""
    rang = rang_adresse_geographique([adresse.usage for adresse in adresses])
    if rang is None:
        return None
    choisie = adresses[rang]
    usages = ", ".join(adresse.usage or "?" for adresse in adresses)
    if nettoyer(choisie.usage or "") != "03":
        releve.noter(CodeDefaut.ADRESSE_SANS_USAGE_GEOGRAPHIQUE, "adresse", usages, repare=True)
    if len(adresses) > 1:
        releve.noter(CodeDefaut.PLUSIEURS_ADRESSES, "adresse", usages, repare=True)
    return choisie


def situer(releve: Releve, lue: AdresseLue, connue: Adresse | None) -> Situation | None:
    """Return where the address stands, None when neither commune nor postcode tells a département."""
    code_postal = nettoyer(lue.code_postal or "")
    code_commune = nettoyer(lue.code_commune or "").upper()
    departement, deduit = departement_de(code_commune, code_postal)
    if departement is None:
        valeur = f"commune={lue.code_commune or ''} code postal={lue.code_postal or ''}"
        releve.noter(CodeDefaut.ADRESSE_INUTILISABLE, "adresse", valeur, repare=connue is not None)
        return None
    if deduit:
        releve.noter(CodeDefaut.COMMUNE_INCONNUE, "adresse.code_commune", lue.code_commune or "", repare=True)
    if code_postal and not est_code_postal(code_postal):
        releve.noter(CodeDefaut.CODE_POSTAL_INVALIDE, "adresse.code_postal", code_postal, repare=False)
    adresse = Adresse(
        numero=texte(releve, "adresse.numero", lue.numero),
        type_voie=texte(releve, "adresse.type_voie", lue.type_voie),
        voie=_voie(releve, lue.voie, connue.voie if connue else None),
        complement=_complement(releve, lue),
        lieu_dit=texte(releve, "adresse.lieu_dit", lue.lieu_dit),
        code_postal=texte_requis(releve, "adresse.code_postal", lue.code_postal),
        code_commune=code_commune if est_code_commune(code_commune) else None,
        commune=texte_requis(releve, "adresse.commune", lue.commune),
    )
    return Situation(adresse, departement, deduit)


def _voie(releve: Releve, valeur: str | None, connue: str | None) -> str | None:
    """Return the street, the known one when « TH » became « E » in it and nothing else changed."""
    voie = texte(releve, "adresse.voie", valeur)
    if not voie or not connue or voie == connue or "TH" not in connue:
        return voie
    alteree = "(?:TH|E)".join(re.escape(part) for part in connue.split("TH"))
    if re.fullmatch(alteree, voie) is None:
        return voie
    releve.noter(CodeDefaut.VOIE_ALTEREE, "adresse.voie", voie, repare=True)
    return connue


def _complement(releve: Releve, lue: AdresseLue) -> str | None:
    champ = "adresse.complement"
    parties = (texte(releve, champ, lue.complement_voie), texte(releve, champ, lue.complement_point))
    return ", ".join(partie for partie in parties if partie) or None
