"""What the DUI form sends, as the use case takes it."""

from datetime import date
from uuid import UUID

from services.accompagnement.domain.deploiement import GenreDeDeploiement, SaisieDeDui
from shared.kernel.errors import InvalidInput


class DateIllisibleError(InvalidInput):
    """This is no day."""

    message = "« {valeur} » n’est pas une date : on attend AAAA-MM-JJ."


class GenreManquantError(InvalidInput):
    """Neither a first deployment nor a new version."""

    message = "Dites s’il s’agit d’un premier déploiement ou d’une montée de version."


def saisie_dui(valeurs: dict[str, str], *, finess: str, demande: UUID | None) -> SaisieDeDui:
    """Read the form. Raises GenreManquantError, DateIllisibleError, each at its field."""
    try:
        genre = GenreDeDeploiement(valeurs.get("genre", ""))
    except ValueError:
        raise GenreManquantError(champ="genre") from None
    return SaisieDeDui(
        finess=finess,
        genre=genre,
        editeur=valeurs.get("editeur", ""),
        logiciel=valeurs.get("logiciel", ""),
        version_logiciel=valeurs.get("version_logiciel", ""),
        reference_segur=valeurs.get("reference_segur") == "oui",
        deploye_le=jour(valeurs, "deploye_le"),
        demande=demande,
    )


def jour(valeurs: dict[str, str], champ: str) -> date:
    """Read a day of a form. Raises DateIllisibleError, at its field."""
    try:
        return date.fromisoformat(valeurs.get(champ, ""))
    except ValueError:
        raise DateIllisibleError(champ=champ, valeur=valeurs.get(champ, "")) from None
