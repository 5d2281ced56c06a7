"""The canary: the keys that each level of a FINESS+ document must and may have (live feed of April 2026, schema v1).

The feed has drifted under the same version before: an unknown or missing key stops the import, never a silent null.
Required keys are those of the official schema; the official example lacks `dateDerniereMaj` on a legal entity.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from services.referentiel.domain.refus import ClesInconnuesError, ClesManquantesError, FormeInattendueError

VERSION = "v1.0.0"


@dataclass(frozen=True, slots=True)
class Niveau:
    """One kind of object: its name, its keys, and the kinds that stand below, alone or in lists.

    A document holds a million objects in a few dozen forms (sets of keys): each form is judged once.
    """

    nom: str
    requises: frozenset[str]
    connues: frozenset[str]
    objets: Mapping[str, "Niveau"]
    listes: Mapping[str, "Niveau"]
    _formes: dict[tuple[str, ...], tuple[tuple[str, "Niveau", bool], ...]] = field(default_factory=dict)

    def verifier(self, valeur: Any) -> None:
        """Raises FormeInattendueError, ClesManquantesError, ClesInconnuesError, naming the level."""
        if type(valeur) is not dict:
            raise FormeInattendueError(niveau=self.nom, raison="n'est pas un objet")
        forme = tuple(valeur)
        parties = self._formes.get(forme)
        if parties is None:
            parties = self._formes[forme] = self._juger(forme)
        for cle, niveau, en_liste in parties:
            partie = valeur[cle]
            if partie is None and cle not in self.requises:
                continue
            if not en_liste:
                niveau.verifier(partie)
                continue
            if type(partie) is not list:
                raise FormeInattendueError(niveau=f"{self.nom}.{cle}", raison="n'est pas une liste")
            for element in partie:
                niveau.verifier(element)

    def _juger(self, forme: tuple[str, ...]) -> tuple[tuple[str, "Niveau", bool], ...]:
        if manquantes := self.requises.difference(forme):
            raise ClesManquantesError(niveau=self.nom, cles=", ".join(sorted(manquantes)))
        if inconnues := set(forme) - self.connues:
            raise ClesInconnuesError(niveau=self.nom, cles=", ".join(sorted(inconnues)))
        objets = [(cle, niveau, False) for cle, niveau in self.objets.items() if cle in forme]
        listes = [(cle, niveau, True) for cle, niveau in self.listes.items() if cle in forme]
        return (*objets, *listes)


def _niveau(
    nom: str,
    requises: str = "",
    facultatives: str = "",
    *,
    objets: dict[str, Niveau] | None = None,
    listes: dict[str, Niveau] | None = None,
) -> Niveau:
    obligatoires = frozenset(requises.split())
    return Niveau(
        nom,
        obligatoires,
        obligatoires | frozenset(facultatives.split()) | (objets or {}).keys() | (listes or {}).keys(),
        objets or {},
        listes or {},
    )


COORDONNEES = _niveau(
    "coordonneesGeographique",
    facultatives="coordonneeX coordonneeY directionLatitude directionLongitude cleInInteropBAN scoreBAN",
)
ADRESSE = _niveau(
    "adresse",
    requises="cogCommune codePostal",
    facultatives="usageAdresse numeroVoie typeVoie libelleVoie complementVoie complementPointGeographique lieuDit "
    "ligneAcheminement ligneUne ligneDeux ligneTrois ligneQuatre ligneCinq ligneSix",
    objets={"coordonneesGeographique": COORDONNEES},
)
CONTACT = _niveau(
    "contact",
    objets={
        "typeContact": _niveau("typeContact", facultatives="roleContact"),
        "telecom": _niveau("telecom", facultatives="telephone telecopie courriel"),
    },
)
ENGAGEMENT = _niveau(
    "engagement",
    facultatives="engagementId typeEngagement sousTypeEngagement dateEffetEngagement dateSignatureEngagement "
    "dateCaduciteEngagement dateFinEngagement dateNotificationEngagement nomEngagement identifiantEngagement "
    "motifArrete autoriteRegulationEngagement",
)
EVENEMENT = _niveau(
    "evenement",
    facultatives="evenementId dateEnregistrement dateEvenement typeObjet1 identifiantObjet1 etatObjet1 typeObjet2 "
    "identifiantObjet2 etatObjet2 codeEvenement systemeMaitre",
)
EGE = _niveau(
    "ege",
    requises="informationsGeneralesEGE etatObjet dateDerniereMaj",
    facultatives="categorieentiteGeographiqueExercice modefixationtarifaire typeBudget",
    objets={
        "informationsGeneralesEGE": _niveau(
            "informationsGeneralesEGE",
            requises="egeId numFinessEge nomEgeCourt nomEgeLong dateOuverture datePremiereAutorisation",
            facultatives="complementDenominationEg siret dateFermeture numeroEducationNationale "
            "numeroReferenceExterne espic",
        )
    },
    listes={
        "adresse": ADRESSE,
        "contact": CONTACT,
        "engagement": ENGAGEMENT,
        "evenement": EVENEMENT,
        "roleEge": _niveau("roleEge", facultatives="idEgeNonPorteuse idEgePorteuse roleRelationEge"),
    },
)
PMEJ = _niveau(
    "pmej",
    requises="informationsGeneralesPMEJ adresse evenement etatObjet ege",
    facultatives="dateDerniereMaj",
    objets={
        "informationsGeneralesPMEJ": _niveau(
            "informationsGeneralesPMEJ",
            requises="pmSmsseId numFinessPm denominationPm denominationLonguePmSmsse statutJuridique "
            "typePersonneMorale dateCreation",
            facultatives="complementAdressePmSmsse siren codeApe fonctionPublique "
            "categorieentiteGeographiqueExercice typeGroupeGco dateFermeture",
        )
    },
    listes={"adresse": ADRESSE, "contact": CONTACT, "engagement": ENGAGEMENT, "evenement": EVENEMENT, "ege": EGE},
)
_MEMBRE_PM = _niveau("membre", facultatives="pmSmsseId typeRoleEntiteGroupe")
_MEMBRE_EGE = _niveau("membre", facultatives="egeId typeRoleEntiteGroupe")
GCO = _niveau("gco", requises="pmSmsseId typeGco", listes={"pmejDuGco": _MEMBRE_PM, "egeDuGco": _MEMBRE_EGE})
GCC = _niveau(
    "gcc",
    requises="gccId nomGcc typeGcc gccIdentifiantExterne",
    facultatives="etatObjet dateDerniereMaj",
    listes={
        "pmejDuGcc": _MEMBRE_PM,
        "egeDuGcc": _MEMBRE_EGE,
        "engagement": ENGAGEMENT,
        "evenement": EVENEMENT,
    },
)
DOCUMENT = _niveau("document", requises="schemaVersion generatedAt pmej gco gcc", listes={"gco": GCO, "gcc": GCC})
"""The document without its legal entities, which are checked one by one as they are read."""
