"""A site as the file writes it becomes a structure: every field repaired, every defect written down."""

import re
from dataclasses import dataclass
from datetime import datetime

from services.referentiel.domain.defauts import CodeDefaut, Defaut, Releve
from services.referentiel.domain.lecture import AdresseLue, EntiteLue, SiteLu
from services.referentiel.domain.reparations.adresses import Situation, choisir, situer
from services.referentiel.domain.reparations.coordonnees import Projeter, lire_point
from services.referentiel.domain.reparations.etats import lire_etat
from services.referentiel.domain.reparations.telephones import normaliser
from services.referentiel.domain.reparations.textes import jour, nettoyer, numero, texte, texte_requis
from services.referentiel.domain.structure import EntiteJuridique, Point, Structure
from shared.kernel.finess import est_finess

_FINESS = re.compile(r"[A-Za-z0-9]{9}")


def peut_etre_finess(valeur: str) -> bool:
    """Tell whether the text has the nine characters that make it usable as a key, its control key right or wrong."""
    return _FINESS.fullmatch(valeur) is not None


@dataclass(frozen=True, slots=True)
class Atelier:
    """What repairs need besides the site: the date of the file, and the projection of coordinates."""

    constate_le: datetime
    projeter: Projeter

    def reparer(self, site: SiteLu, connue: Structure | None) -> tuple[Structure | None, list[Defaut]]:
        """Return the structure and the defects met; None when nothing usable can be made of the site.

        `connue` is the last state told: what the file no longer says in a usable way is taken from it.
        """
        releve = Releve(site.finess)
        structure = self._reparer(releve, site, connue) if _finess_du_site(releve) else None
        return structure, releve.defauts

    def _reparer(self, releve: Releve, site: SiteLu, connue: Structure | None) -> Structure | None:
        entite = _entite(releve, site.entite_juridique, connue.entite_juridique if connue else None)
        lieu = self._lieu(releve, site, connue)
        if entite is None or lieu is None:
            return None
        situation, point = lieu
        nom_long = texte(releve, "nom_long", site.nom_long)
        nom = texte_requis(releve, "nom", site.nom, nom_long or (connue.nom if connue else None))
        date_fermeture = jour(releve, "date_fermeture", site.date_fermeture)
        return Structure(
            finess=site.finess,
            nom=nom,
            nom_long=nom_long or texte_requis(releve, "nom_long", None, nom),
            complement_nom=texte(releve, "complement_nom", site.complement_nom),
            categorie=texte_requis(releve, "categorie", site.categorie, connue.categorie if connue else None),
            siret=numero(releve, "siret", site.siret, chiffres=14),
            etat=lire_etat(
                releve,
                site.etat,
                date_fermeture,
                le=self.constate_le.date(),
                connu=connue.etat if connue else None,
            ),
            date_ouverture=jour(releve, "date_ouverture", site.date_ouverture),
            date_autorisation=jour(releve, "date_autorisation", site.date_autorisation),
            date_fermeture=date_fermeture,
            departement=situation.departement,
            departement_deduit=situation.deduit,
            adresse=situation.adresse,
            point=point,
            telephones=normaliser(releve, site.telephones),
            entite_juridique=entite,
            constate_le=self.constate_le,
        )

    def _lieu(self, releve: Releve, site: SiteLu, connue: Structure | None) -> tuple[Situation, Point | None] | None:
        lue = choisir(releve, site.adresses)
        if lue is None:
            releve.noter(CodeDefaut.ADRESSE_INUTILISABLE, "adresse", "", repare=connue is not None)
        situation = situer(releve, lue, connue.adresse if connue else None) if lue else None
        if situation is not None:
            return situation, self._point(releve, lue)
        if connue is not None:
            return Situation(connue.adresse, connue.departement, connue.departement_deduit), connue.point
        return None

    def _point(self, releve: Releve, lue: AdresseLue | None) -> Point | None:
        return lire_point(releve, lue.coordonnees, self.projeter) if lue else None


def _finess_du_site(releve: Releve) -> bool:
    if not peut_etre_finess(releve.finess):
        releve.noter(CodeDefaut.FINESS_INVALIDE, "finess", releve.finess, repare=False)
        return False
    if not est_finess(releve.finess):
        releve.noter(CodeDefaut.FINESS_CLE_FAUSSE, "finess", releve.finess, repare=False)
    return True


def _entite(releve: Releve, lue: EntiteLue, connue: EntiteJuridique | None) -> EntiteJuridique | None:
    finess = nettoyer(lue.finess or "").upper()
    if not peut_etre_finess(finess):
        releve.noter(
            CodeDefaut.ENTITE_JURIDIQUE_INVALIDE,
            "entite_juridique.finess",
            lue.finess or "",
            repare=connue is not None,
        )
        return connue
    if not est_finess(finess):
        releve.noter(CodeDefaut.FINESS_CLE_FAUSSE, "entite_juridique.finess", finess, repare=False)
    nom_long = texte(releve, "entite_juridique.nom_long", lue.nom_long)
    nom = texte_requis(releve, "entite_juridique.nom", lue.nom, nom_long)
    return EntiteJuridique(
        finess=finess,
        nom=nom,
        nom_long=nom_long or texte_requis(releve, "entite_juridique.nom_long", None, nom),
        siren=numero(releve, "entite_juridique.siren", lue.siren, chiffres=9),
        statut_juridique=texte_requis(releve, "entite_juridique.statut_juridique", lue.statut_juridique),
    )
