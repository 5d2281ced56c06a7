"""Why usages says no: an import refused whole, an engagement or a target that cannot be."""

from typing import ClassVar

from shared.kernel.errors import InvalidInput, NotFound, Refusal


class ImportRefuseError(Refusal):
    """The file cannot be read as figures: nothing is changed."""

    message = "Import refusé."
    statut: ClassVar[int] = 422


class ImportDejaEnCoursError(ImportRefuseError):
    """Another import is at work."""

    message = "Un import d’usages est déjà en cours : attendez qu’il se termine."
    statut = 409


class FichierIllisibleError(ImportRefuseError):
    """The path leads to nothing that can be read."""

    message = "Le fichier {chemin} ne peut pas être lu : {raison}."


class FichierVideError(ImportRefuseError):
    """There is nothing in the file, or nothing but its header."""

    message = "Le fichier est vide : {raison}."


class FichierNonTexteError(ImportRefuseError):
    """The content is not a CSV text."""

    message = "Le fichier n’est pas un texte CSV : {raison}."


class SeparateurInattenduError(ImportRefuseError):
    """The columns are right, and something else than a semicolon stands between them."""

    message = "Les colonnes sont séparées par {lu} : séparez-les par un point-virgule (;)."


class ColonnesInattenduesError(ImportRefuseError):
    """The first line does not name the expected columns."""

    message = "La première ligne doit nommer les colonnes « {attendues} », dans cet ordre. Elle est : « {lues} »."


class LigneTropLongueError(ImportRefuseError):
    """A line never ends: this is no CSV file."""

    message = "La ligne {ligne} dépasse {limite} octets : ce n’est pas un fichier CSV de mesures."


class ImportInconnuError(NotFound):
    """No import has this identity."""

    message = "Aucun import ne porte l’identifiant {import_id}."


class DepotInconnuError(NotFound):
    """The file was never kept, no longer is, or was sent by somebody else."""

    message = "Ce fichier n’est plus gardé : choisissez-le de nouveau."


class QuarantaineVideError(Refusal):
    """The import has no line waiting in quarantine."""

    message = "Aucune ligne de cet import n’attend en quarantaine."


class IndicateurInconnuError(NotFound):
    """No indicator has this code."""

    message = "Indicateur inconnu : « {code} ». Indicateurs connus : {connus}."


class SiteInconnuError(NotFound):
    """Neither the directory nor any file has told of this site."""

    message = "Ni l’annuaire ni les fichiers reçus ne connaissent le numéro FINESS {finess}."


class ProgrammeInconnuError(NotFound):
    """No programme has this code."""

    message = "Programme inconnu : « {code} ». Programmes connus : {connus}."


class EngagementDejaOuvertError(Refusal):
    """The site is already followed in this programme."""

    message = "Le site {finess} est déjà suivi dans le programme « {programme} »."


class CibleInvalideError(InvalidInput):
    """The value is no rate that can be asked."""

    message = "La cible « {valeur} » ne convient pas : un taux supérieur à 0 est attendu (0,9 pour 90 %)."
