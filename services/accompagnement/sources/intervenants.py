"""The file of the team: CSV in UTF-8, semicolons between the columns, their names on the first line."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from services.accompagnement.domain.refus import FichierRefuseError
from services.accompagnement.usecases.importer_intervenants import COLONNES, FACULTATIVES, LigneLue

_OCTETS_MAX = 5_000_000


def lire_intervenants(chemin: Path) -> Sequence[LigneLue]:
    """Return the lines of the file. Raises FichierRefuseError when it cannot be read as such a file."""
    lignes = csv.reader(io.StringIO(_texte(chemin), newline=""), delimiter=";", strict=True)
    try:
        entete, *suite = [(lignes.line_num, [v.strip() for v in valeurs]) for valeurs in lignes if any(valeurs)]
    except ValueError:
        raise FichierRefuseError(fichier=chemin.name, raison="il est vide") from None
    except csv.Error as erreur:
        raise FichierRefuseError(fichier=chemin.name, raison=f"ligne {lignes.line_num}, {erreur}") from None
    colonnes = entete[1]
    if sorted(set(colonnes) - set(FACULTATIVES)) != sorted(COLONNES) or len(set(colonnes)) < len(colonnes):
        raison = (
            f"la première ligne doit nommer les colonnes {';'.join(COLONNES)} (et, si l’on veut, "
            f"{';'.join(FACULTATIVES)}), séparées par des points-virgules ; lu : {';'.join(colonnes)[:200]}"
        )
        raise FichierRefuseError(fichier=chemin.name, raison=raison)
    for numero, valeurs in suite:
        if len(valeurs) != len(colonnes):
            raison = f"ligne {numero}, {len(valeurs)} valeurs au lieu de {len(colonnes)}"
            raise FichierRefuseError(fichier=chemin.name, raison=raison)
    return [LigneLue(numero, dict(zip(colonnes, valeurs, strict=True))) for numero, valeurs in suite]


def _texte(chemin: Path) -> str:
    try:
        with chemin.open("rb") as fichier:
            octets = fichier.read(_OCTETS_MAX + 1)
    except OSError as erreur:
        raise FichierRefuseError(fichier=str(chemin), raison=erreur.strerror or type(erreur).__name__) from None
    if len(octets) > _OCTETS_MAX:
        raise FichierRefuseError(fichier=chemin.name, raison="il pèse plus de 5 Mo")
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError as erreur:
        raison = f"il n’est pas en UTF-8 (octet {erreur.start + 1}) : enregistrez-le en « CSV UTF-8 »"
        raise FichierRefuseError(fichier=chemin.name, raison=raison) from None
