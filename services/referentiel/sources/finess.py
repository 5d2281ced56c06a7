"""The sites of the region, in a second pass: each legal entity is checked, read and let go (FINESS+ JSON)."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import ijson

from services.referentiel.domain.lecture import (
    AdresseLue,
    CoordonneesLues,
    EntiteLue,
    SiteLu,
    rang_adresse_geographique,
)
from services.referentiel.domain.refus import FichierVideError, FinessEnDoubleError, FormeInattendueError
from services.referentiel.domain.reparations.structures import peut_etre_finess
from services.referentiel.domain.reparations.textes import nettoyer
from services.referentiel.domain.territoire import departement_de
from services.referentiel.sources.fin import FluxTemoin
from services.referentiel.sources.schema import ADRESSE, CONTACT, COORDONNEES, EGE, PMEJ
from shared.kernel.territoire import OCCITANIE

_MORCEAU = 1 << 16
_Objet = Mapping[str, Any]


def lire_sites(flux: FluxTemoin, connues: Collection[str]) -> Iterator[SiteLu | None]:
    """Yield the sites of the 13 départements, and those already known wherever they are; None for each other one.

    Raises ImportRefuseError and what reading raises.
    """
    entites: set[str] = set()
    sites: set[str] = set()
    for pmej in ijson.items(flux, "pmej.item", use_float=True, buf_size=_MORCEAU):
        if flux.est_temoin(pmej):
            continue
        PMEJ.verifier(pmej)
        entite = pmej["informationsGeneralesPMEJ"]
        _exiger_nouveau(entites, _finess(entite, "numFinessPm"), "entités juridiques")
        for ege in pmej["ege"]:
            finess = _finess(ege["informationsGeneralesEGE"], "numFinessEge")
            _exiger_nouveau(sites, finess, "structures")
            adresses = ege.get("adresse") or []
            retenu = finess in connues or _est_dans_la_region(adresses)
            yield _site(finess, ege, adresses, entite) if retenu else None
    if not sites:
        raise FichierVideError(raison="il ne contient aucune structure")


def _exiger_nouveau(vus: set[str], finess: str, objets: str) -> None:
    if finess in vus and peut_etre_finess(finess):
        raise FinessEnDoubleError(finess=finess, objets=objets)
    vus.add(finess)


def _est_dans_la_region(adresses: list[_Objet]) -> bool:
    rang = rang_adresse_geographique([_texte(adresse, "usageAdresse", ADRESSE.nom) for adresse in adresses])
    if rang is None:
        return False
    commune = _texte(adresses[rang], "cogCommune", ADRESSE.nom) or ""
    code_postal = _texte(adresses[rang], "codePostal", ADRESSE.nom) or ""
    departement, _ = departement_de(commune.strip().upper(), code_postal.strip())
    return departement in OCCITANIE


def _site(finess: str, ege: _Objet, adresses: list[_Objet], entite: _Objet) -> SiteLu:
    site = ege["informationsGeneralesEGE"]
    niveau = "informationsGeneralesEGE"
    return SiteLu(
        finess=finess,
        nom=_texte(site, "nomEgeCourt", niveau),
        nom_long=_texte(site, "nomEgeLong", niveau),
        complement_nom=_texte(site, "complementDenominationEg", niveau),
        categorie=_texte(ege, "categorieentiteGeographiqueExercice", EGE.nom),
        siret=_texte(site, "siret", niveau),
        etat=_texte(ege, "etatObjet", EGE.nom),
        date_ouverture=_texte(site, "dateOuverture", niveau),
        date_autorisation=_texte(site, "datePremiereAutorisation", niveau),
        date_fermeture=_texte(site, "dateFermeture", niveau),
        adresses=tuple(_adresse(adresse) for adresse in adresses),
        telephones=tuple(_telephones(ege.get("contact") or [])),
        entite_juridique=_entite(entite),
    )


def _adresse(adresse: _Objet) -> AdresseLue:
    nom = ADRESSE.nom
    return AdresseLue(
        usage=_texte(adresse, "usageAdresse", nom),
        numero=_texte(adresse, "numeroVoie", nom),
        type_voie=_texte(adresse, "typeVoie", nom),
        voie=_texte(adresse, "libelleVoie", nom),
        complement_voie=_texte(adresse, "complementVoie", nom),
        complement_point=_texte(adresse, "complementPointGeographique", nom),
        lieu_dit=_texte(adresse, "lieuDit", nom),
        code_postal=_texte(adresse, "codePostal", nom),
        code_commune=_texte(adresse, "cogCommune", nom),
        commune=_texte(adresse, "ligneAcheminement", nom),
        coordonnees=_coordonnees(adresse.get("coordonneesGeographique")),
    )


def _coordonnees(lues: _Objet | None) -> CoordonneesLues | None:
    if lues is None:
        return None
    nom = COORDONNEES.nom
    return CoordonneesLues(
        x=_texte(lues, "coordonneeX", nom),
        y=_texte(lues, "coordonneeY", nom),
        latitude=_texte(lues, "directionLatitude", nom),
        longitude=_texte(lues, "directionLongitude", nom),
        cle_ban=_texte(lues, "cleInInteropBAN", nom),
    )


def _telephones(contacts: list[_Objet]) -> Iterator[str]:
    for contact in contacts:
        if numero := _texte(contact.get("telecom") or {}, "telephone", CONTACT.nom):
            yield numero


def _entite(entite: _Objet) -> EntiteLue:
    nom = "informationsGeneralesPMEJ"
    return EntiteLue(
        finess=_texte(entite, "numFinessPm", nom),
        nom=_texte(entite, "denominationPm", nom),
        nom_long=_texte(entite, "denominationLonguePmSmsse", nom),
        siren=_texte(entite, "siren", nom),
        statut_juridique=_texte(entite, "statutJuridique", nom),
    )


def _finess(objet: _Objet, cle: str) -> str:
    return nettoyer(_texte(objet, cle, cle) or "").upper()


def _texte(objet: _Objet, cle: str, niveau: str) -> str | None:
    """Return a text of the document. Raises FormeInattendueError: every value of this feed is a text."""
    valeur = objet.get(cle)
    if valeur is None or type(valeur) is str:
        return valeur
    raise FormeInattendueError(niveau=f"{niveau}.{cle}", raison="n'est pas un texte")
