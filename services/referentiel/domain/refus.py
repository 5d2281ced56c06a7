"""Why an import is refused whole: each reason has a name and says what to look at."""

from typing import ClassVar

from shared.kernel.errors import Refusal


class ImportRefuseError(Refusal):
    """The file cannot replace what the directory holds: nothing is changed."""

    message = "Import refusé."
    statut: ClassVar[int] = 422


class ImportDejaEnCoursError(ImportRefuseError):
    """Another import holds the directory."""

    message = "Un import est déjà en cours : attendez qu'il se termine."
    statut = 409


class FichierIllisibleError(ImportRefuseError):
    """The path leads to nothing that can be read."""

    message = "Le fichier {chemin} ne peut pas être lu : {raison}."


class FichierVideError(ImportRefuseError):
    """There is nothing in the file, or no site."""

    message = "Le fichier est vide : {raison}."


class FichierTronqueError(ImportRefuseError):
    """The file ends before its end."""

    message = "Le fichier est tronqué : il s'arrête avant la fin {quoi}. Téléchargez-le de nouveau."


class FichierNonGzipError(ImportRefuseError):
    """The file is named `.gz` and is not, or is damaged."""

    message = "Le fichier n'est pas un fichier gzip valide : {raison}."


class FichierNonJsonError(ImportRefuseError):
    """The content is not JSON."""

    message = "Le contenu n'est pas du JSON valide : {raison}."


class FormeInattendueError(ImportRefuseError):
    """This is JSON, of another shape than the register's."""

    message = "La forme du document n'est pas celle de FINESS+ : « {niveau} » {raison}."


class VersionInconnueError(ImportRefuseError):
    """The schema has another version than the one that is understood."""

    message = "La version du schéma (schemaVersion) est « {lue} » : seule « {attendue} » est comprise."


class ClesManquantesError(ImportRefuseError):
    """Keys that the schema requires are not there."""

    message = "Il manque des clés du schéma au niveau « {niveau} » : {cles}."


class ClesInconnuesError(ImportRefuseError):
    """There are keys that the schema does not know."""

    message = "Des clés inconnues du schéma sont apparues au niveau « {niveau} » : {cles}."


class FinessEnDoubleError(ImportRefuseError):
    """The same number is written twice."""

    message = "Le numéro FINESS {finess} figure deux fois parmi les {objets} du fichier."


class TropDAbsentesError(ImportRefuseError):
    """Too many of the active sites that are known are not in the file."""

    message = (
        "{absentes} des {actives} structures ouvertes connues ne figurent pas dans le fichier, "
        "soit plus de {seuil} % : il est sans doute incomplet."
    )
