"""A DUI (dossier usager informatisé) deployed or upgraded at a site, as its animator declares it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.accompagnement.domain.refus import DateFutureError
from services.accompagnement.domain.texte import exiger_ligne
from shared.kernel.finess import FinessInvalideError, exiger_finess


class GenreDeDeploiement(StrEnum):
    """A first deployment, or a new version of what is there."""

    DEPLOIEMENT = "deploiement"
    MONTEE_DE_VERSION = "montee_de_version"


@dataclass(frozen=True, slots=True)
class SaisieDeDui:
    """What the animator types; `demande` is the request in which it is declared, if any."""

    finess: str
    genre: GenreDeDeploiement
    editeur: str
    logiciel: str
    version_logiciel: str
    reference_segur: bool
    deploye_le: date
    demande: UUID | None = None

    def verifiee(self, aujourd_hui: date) -> "SaisieDeDui":
        """Return what was typed, cleaned. Raises FinessInvalideError, DateFutureError, TexteVideError."""
        textes = {
            champ: exiger_ligne(champ, getattr(self, champ))
            for champ in ("finess", "editeur", "logiciel", "version_logiciel")
        }
        try:
            textes["finess"] = exiger_finess(textes["finess"])
        except FinessInvalideError:
            raise FinessInvalideError(champ="finess", valeur=self.finess) from None
        if self.deploye_le > aujourd_hui:
            raise DateFutureError(champ="deploye_le", valeur=f"{self.deploye_le:%d/%m/%Y}")
        return SaisieDeDui(
            **textes,
            genre=self.genre,
            reference_segur=self.reference_segur,
            deploye_le=self.deploye_le,
            demande=self.demande,
        )


@dataclass(frozen=True, slots=True)
class Deploiement:
    """A declared deployment. Its natural key: site, software, version and day."""

    id: UUID
    departement: str
    saisie: SaisieDeDui
    declare_par: UUID
    declare_le: datetime


@dataclass(frozen=True, slots=True)
class DuiDeploye:
    """A DUI is in use at a site."""

    deploiement: Deploiement
