"""An import of figures: its report, with what was set aside and what is worth a look."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.usages.domain.refus import ImportRefuseError

EXEMPLES = 1_000
"""Lines that a report lists of each kind; the counts are of all."""


class Statut(StrEnum):
    """How an import ended."""

    APPLIQUE = "applique"
    SIMULE = "simule"
    INCHANGE = "inchange"
    REFUSE = "refuse"


class CodeSignalement(StrEnum):
    """What went in, and is worth a look."""

    TAUX_SUPERIEUR_A_100 = "taux_superieur_a_100"
    SITE_INCONNU = "site_inconnu"
    ZERO_RETABLI = "zero_retabli"
    LIGNE_REMPLACEE = "ligne_remplacee"
    ENCODAGE_CP1252 = "encodage_cp1252"
    FICHIER_DEJA_IMPORTE = "fichier_deja_importe"
    VALEUR_PLUS_RECENTE = "valeur_plus_recente"

    @property
    def explication(self) -> str:
        """Return the French sentence that says what it means."""
        return _EXPLICATIONS[self]


_EXPLICATIONS = {
    CodeSignalement.TAUX_SUPERIEUR_A_100: "Le numérateur dépasse le dénominateur : le taux est gardé tel quel.",
    CodeSignalement.SITE_INCONNU: "Le numéro FINESS est bien formé, mais l’annuaire ne connaît pas encore ce site.",
    CodeSignalement.ZERO_RETABLI: "Le numéro FINESS avait perdu son zéro initial : il a été rétabli.",
    CodeSignalement.LIGNE_REMPLACEE: "Une ligne plus bas donne la même mesure : c’est la dernière qui compte.",
    CodeSignalement.ENCODAGE_CP1252: "Des lignes étaient en Windows-1252 : elles ont été converties en UTF-8.",
    CodeSignalement.FICHIER_DEJA_IMPORTE: "Ce fichier, à l’octet près, a déjà été importé.",
    CodeSignalement.VALEUR_PLUS_RECENTE: "Une valeur plus récente que ce fichier est déjà connue : elle reste.",
}


@dataclass(frozen=True, slots=True)
class LigneEcartee:
    """A line in quarantine: its number in the file, the field and the value at fault, the French reason.

    It waits there until it is read again, or closed by somebody who repaired it otherwise or gave it up.
    """

    ligne: int
    brute: str
    champ: str
    valeur: str
    motif: str
    rejouee_le: datetime | None = None
    classee_le: datetime | None = None
    classee_par: str | None = None

    @property
    def attend(self) -> bool:
        """Tell whether it is still to repair: neither read again nor closed."""
        return self.rejouee_le is None and self.classee_le is None


@dataclass(frozen=True, slots=True)
class Signalement:
    """A line that went in and is worth a look; `ligne` is None for the file as a whole."""

    code: CodeSignalement
    ligne: int | None
    champ: str
    valeur: str


@dataclass(frozen=True, slots=True)
class Changement:
    """One line of the difference: what was known (None for a first figure), and what is known from now on."""

    ligne: int
    finess: str
    indicateur: str
    mois: str
    avant: tuple[int, int] | None
    apres: tuple[int, int]


@dataclass(slots=True)
class Rapport:
    """What an import did, or would do; lists hold EXEMPLES lines at most. `id` is None for what leaves no trace."""

    fichier: str
    statut: Statut = Statut.INCHANGE
    refus: ImportRefuseError | None = None
    id: UUID | None = None
    lignes: int = 0
    nouvelles: int = 0
    corrigees: int = 0
    inchangees: int = 0
    remplacees: int = 0
    ecartees: int = 0
    quarantaine: list[LigneEcartee] = field(default_factory=list)
    signalements: list[Signalement] = field(default_factory=list)
    nombre_par_signalement: dict[CodeSignalement, int] = field(default_factory=dict)
    changements: list[Changement] = field(default_factory=list)

    @property
    def motif(self) -> str | None:
        """Return the sentence of a refusal."""
        return str(self.refus) if self.refus else None

    def signaler(self, code: CodeSignalement, nombre: int, valeur: str) -> None:
        """Note something of the file as a whole."""
        self.nombre_par_signalement[code] = nombre
        self.signalements.append(Signalement(code, None, "fichier", valeur))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordre:
    """An import to do: under which identity, asked by whom, when it began, and whether for real.

    `rejeu_de`: the import whose quarantine is read again; figures known after it stay.
    """

    id: UUID
    par: str
    debut: datetime
    simulation: bool = False
    rejeu_de: UUID | None = None
