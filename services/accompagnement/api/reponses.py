"""What the API answers to a question: the pictures of the trade, in JSON."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.accompagnement.domain.etats import (
    CodeDExplication,
    Etat,
    Issue,
    MotifDeQualification,
    MotifDeRefus,
    Profil,
)
from services.accompagnement.usecases.lectures import Onglet


class Lu(BaseModel):
    """An answer, read from a picture of the trade."""

    model_config = ConfigDict(from_attributes=True)


class LigneLue(Lu):
    """One request as a row of a list."""

    demande: UUID
    numero: str
    version: int
    etat: Etat
    finess: str | None
    nom_structure: str
    commune: str | None
    departement: str
    thematique: str
    extrait: str
    demandeur: str
    principal: str | None
    deposee_le: datetime
    mouvement_le: datetime
    echeance: date | None
    phrase: str | None
    signalee: bool
    motifs: tuple[MotifDeQualification, ...]


class BoiteLue(Lu):
    """One tab of an inbox."""

    onglet: Onglet
    nombres: Mapping[Onglet, int]
    lignes: tuple[LigneLue, ...]


class ContactLu(Lu):
    """Who asks."""

    nom: str
    fonction: str
    courriel: str
    telephone: str


class CandidatLu(Lu):
    """Somebody whom the router compared."""

    personne: UUID
    nom: str
    points: float
    capacite: float
    taux_apres: float
    retenu: bool
    habituel: bool


class ExplicationLue(Lu):
    """Why this person."""

    code: CodeDExplication
    phrase: str
    le: datetime
    candidats: tuple[CandidatLu, ...]


class MessageLu(Lu):
    """One written thing."""

    id: UUID
    auteur: str
    texte: str
    ecrit_le: datetime
    interne: bool


class EvenementLu(Lu):
    """One step of a request."""

    nom: str
    phrase: str
    le: datetime
    par: str


class IntervenantLu(Lu):
    """Somebody of the team."""

    personne: UUID
    nom: str
    profil: Profil
    departements: tuple[str, ...]
    etp: float
    actif: bool
    absent_jusqu_au: date | None


class DemandeLue(Lu):
    """One request, whole; `actions` are the orders that the caller may give now."""

    demande: UUID
    numero: str
    version: int
    etat: Etat
    canal: str
    departement: str
    nom_structure: str
    texte: str
    demandeur: ContactLu
    deposee_le: datetime
    mouvement_le: datetime
    echeance: date | None
    principal: IntervenantLu | None
    explication: ExplicationLue | None
    motifs: tuple[MotifDeQualification, ...]
    issue: Issue | None
    motif_refus: MotifDeRefus | None
    orientation: str | None
    signalement: str | None
    cloture_prevue_le: datetime | None
    fil: tuple[MessageLu, ...]
    histoire: tuple[EvenementLu, ...]
    autres: tuple[LigneLue, ...]
    actions: frozenset[str]


class ChargeLue(Lu):
    """The load of one person."""

    personne: UUID
    nom: str
    profil: Profil
    departements: tuple[str, ...]
    present: bool
    absent_jusqu_au: date | None
    ouvertes: int
    points: float
    capacite: float
    taux: float
    mesuree_le: datetime


class ChargeDuDepartementLue(Lu):
    """What is open in one département, and who is present for it."""

    departement: str
    nom: str
    ouvertes: int
    a_qualifier: int
    intervenants: int
    presents: int
    points: float
    capacite: float
    taux: float
    decouvert: bool


class ChargesLues(Lu):
    """The loads; `charges` is empty for roles that read aggregates only."""

    charges: tuple[ChargeLue, ...]
    departements: tuple[ChargeDuDepartementLue, ...]


class AbsenceLue(Lu):
    """One absence."""

    id: UUID
    personne: UUID
    nom: str
    debut: date
    fin: date
    motif: str
    declaree_le: datetime
    en_cours: bool


class ThemeLu(Lu):
    """A topic."""

    code: str
    libelle: str
    niveau: str
