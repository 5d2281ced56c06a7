"""What is wrong in the national register: each defect has a code, a French explanation, and was repaired or not."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class CodeDefaut(StrEnum):
    """The kinds of defects, each with the sentence that answers « Pourquoi ? »."""

    explication: str

    def __new__(cls, code: str, explication: str) -> Self:
        """Make a code that carries its explanation."""
        membre = str.__new__(cls, code)
        membre._value_ = code
        membre.explication = explication
        return membre

    ABSENTE_DU_FICHIER = (
        "absente_du_fichier",
        "La structure est connue de l'annuaire mais le dernier fichier n'en parle plus : son état est gardé tel quel.",
    )
    ADRESSE_INUTILISABLE = (
        "adresse_inutilisable",
        (
            "Ni le code de la commune ni le code postal ne permettent de situer la structure : "
            "son adresse connue est gardée."
        ),
    )
    ADRESSE_SANS_USAGE_GEOGRAPHIQUE = (
        "adresse_sans_usage_geographique",
        "Aucune adresse n'a l'usage 03 (géographique) : la première du fichier est prise.",
    )
    CODE_POSTAL_INVALIDE = (
        "code_postal_invalide",
        "Le code postal n'est pas fait de cinq chiffres : il est gardé comme il est écrit.",
    )
    COMMUNE_INCONNUE = (
        "commune_inconnue",
        "Le code de la commune est inconnu (99999) ou mal formé : le département est déduit du code postal.",
    )
    COORDONNEES_INUTILISABLES = (
        "coordonnees_inutilisables",
        (
            "Une paire de coordonnées n'est ni en degrés (WGS84) ni en Lambert 93, vaut zéro, est incomplète "
            "ou s'écrit avec une virgule : elle est écartée."
        ),
    )
    COORDONNEES_PERMUTEES = (
        "coordonnees_permutees",
        "Les deux valeurs d'une paire de coordonnées sont interverties : elles sont remises dans l'ordre.",
    )
    DATE_INVALIDE = ("date_invalide", "La date n'existe pas ou n'est pas au format AAAA-MM-JJ : elle est ignorée.")
    ENTITE_JURIDIQUE_INVALIDE = (
        "entite_juridique_invalide",
        (
            "Le numéro FINESS de l'entité juridique n'a pas neuf caractères : l'entité connue est gardée ; "
            "sans elle, la structure n'est pas reprise."
        ),
    )
    ESPACES_SUPERFLUS = (
        "espaces_superflus",
        (
            "Le texte est complété par des blancs, en contient plusieurs de suite ou des caractères invisibles : "
            "ils sont retirés."
        ),
    )
    ETAT_CONTRADICTOIRE = (
        "etat_contradictoire",
        "L'état et la date de fermeture se contredisent : la structure est tenue pour fermée.",
    )
    ETAT_INCONNU = (
        "etat_inconnu",
        "Le code d'état n'est ni A (actif) ni I (inactif) : l'état connu est gardé.",
    )
    FERMETURE_SANS_DATE = (
        "fermeture_sans_date",
        "La structure est fermée mais le fichier n'en donne pas la date.",
    )
    FINESS_CLE_FAUSSE = (
        "finess_cle_fausse",
        "La clé de contrôle du numéro FINESS est fausse : le numéro est gardé comme il est écrit.",
    )
    FINESS_INVALIDE = (
        "finess_invalide",
        "Le numéro FINESS n'a pas neuf caractères (chiffres ou lettres) : la structure n'est pas reprise.",
    )
    IDENTIFIANT_INVALIDE = (
        "identifiant_invalide",
        "Le numéro SIRET n'a pas quatorze chiffres, ou le SIREN neuf : il est ignoré.",
    )
    PLUSIEURS_ADRESSES = (
        "plusieurs_adresses",
        "Le fichier donne plusieurs adresses : celle d'usage 03 (géographique) est prise.",
    )
    POINT_DE_COMMUNE = (
        "point_de_commune",
        "Les coordonnées sont celles du centre de la commune, pas du site : elles ne sont pas gardées.",
    )
    TELEPHONE_DOUBLE = (
        "telephone_double",
        "Plusieurs numéros de téléphone tiennent dans un seul champ : ils sont séparés.",
    )
    TELEPHONE_INUTILISABLE = (
        "telephone_inutilisable",
        "Le numéro de téléphone n'est pas un numéro français : il est ignoré.",
    )
    TELEPHONE_MAL_FORME = (
        "telephone_mal_forme",
        "Le numéro de téléphone contient des séparateurs, ou un zéro de trop ou de moins : il est remis en forme.",
    )
    VALEUR_ABSENTE = (
        "valeur_absente",
        "Le fichier ne donne pas cette valeur, nécessaire : une autre en tient lieu quand il y en a une.",
    )
    VOIE_ALTEREE = (
        "voie_alteree",
        "Dans le nom de la voie, « TH » est devenu « E » depuis le fichier précédent : l'ancien nom est gardé.",
    )


@dataclass(frozen=True, slots=True)
class Defaut:
    """One defect: of which structure, in which field, the value as the file gives it, and whether it was repaired."""

    finess: str
    code: CodeDefaut
    champ: str
    valeur: str
    repare: bool


class Releve:
    """The defects met while one structure is read."""

    def __init__(self, finess: str) -> None:
        self.finess = finess
        self.defauts: list[Defaut] = []

    def noter(self, code: CodeDefaut, champ: str, valeur: str, *, repare: bool) -> None:
        """Write a defect down."""
        self.defauts.append(Defaut(self.finess, code, champ, valeur, repare))
