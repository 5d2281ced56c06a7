"""What the pages and the API read: frozen pictures of the inbox, of a request, of its tracking, of the team."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.accompagnement.domain.etats import (
    CodeDExplication,
    Etat,
    Issue,
    MotifDeQualification,
    MotifDeRefus,
    Profil,
)

LIGNES_AU_PLUS = 200
"""Rows of the longest list of requests: one as long was perhaps cut, and says so."""


class Onglet(StrEnum):
    """A tab of the inbox: which of my requests it shows."""

    A_PRENDRE = "a_prendre"
    EN_COURS = "en_cours"
    RESOLUES = "resolues"
    CLOSES = "closes"
    TOUTES = "toutes"


@dataclass(frozen=True, slots=True)
class Theme:
    """A topic that help can be asked on; `niveau` groups the topics in the form."""

    code: str
    libelle: str
    niveau: str


@dataclass(frozen=True, slots=True)
class StructureVue:
    """A structure as our copy of the directory holds it."""

    finess: str
    nom: str
    commune: str
    departement: str
    etat: str
    date_fermeture: date | None
    categorie: str
    version: int
    recue_le: datetime


@dataclass(frozen=True, slots=True)
class LigneDeBoite:
    """One request as a row of a list. `commune` and `finess` are None for a structure that the directory lacks."""

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
    """Last day to take it in charge; None once it is taken."""
    phrase: str | None
    """Why it is mine, in one sentence; None while nobody answers for it."""
    signalee: bool
    motifs: tuple[MotifDeQualification, ...]


@dataclass(frozen=True, slots=True)
class Boite:
    """One tab of my inbox, oldest movement first for what waits; `nombres` counts every tab."""

    onglet: Onglet
    nombres: Mapping[Onglet, int]
    lignes: tuple[LigneDeBoite, ...]


@dataclass(frozen=True, slots=True)
class ContactVu:
    """Who asks, and how to reach them; empty when unknown or hidden."""

    nom: str
    fonction: str
    courriel: str
    telephone: str


@dataclass(frozen=True, slots=True)
class IntervenantVu:
    """One person of the team."""

    personne: UUID
    nom: str
    profil: Profil
    departements: tuple[str, ...]
    etp: float
    actif: bool
    absent_jusqu_au: date | None


@dataclass(frozen=True, slots=True)
class CandidatVu:
    """One person that the router compared: load before and after, against what they can carry (rates: 1 is full)."""

    personne: UUID
    nom: str
    points: float
    capacite: float
    taux_apres: float
    retenu: bool
    habituel: bool


@dataclass(frozen=True, slots=True)
class ExplicationVue:
    """« Pourquoi vous »: the sentence that the engine kept, and what it compared at that moment."""

    code: CodeDExplication
    phrase: str
    le: datetime
    candidats: tuple[CandidatVu, ...]


@dataclass(frozen=True, slots=True)
class MessageVu:
    """One written thing of the thread; `interne`: a note that never leaves the team."""

    id: UUID
    auteur: str
    texte: str
    ecrit_le: datetime
    interne: bool


@dataclass(frozen=True, slots=True)
class EvenementVu:
    """One step of a request: the fact's name, a French sentence, when, and by whom (a name or a role)."""

    nom: str
    phrase: str
    le: datetime
    par: str


@dataclass(frozen=True, slots=True)
class DeploiementVu:
    """A DUI in use at a site."""

    id: UUID
    genre: str
    editeur: str
    logiciel: str
    version_logiciel: str
    reference_segur: bool
    deploye_le: date
    declare_par: str
    declare_le: datetime


@dataclass(frozen=True, slots=True)
class FicheDemande:
    """One request, whole. `actions` are the orders that the reader may give now, by the names of use cases.

    Possible actions: `prendre_en_charge`, `repondre`, `noter`, `resoudre`, `cloturer`, `annuler`, `refuser`,
    `affecter`, `declarer_dui`. `choisissables` is filled when `affecter` is one of them.
    """

    demande: UUID
    numero: str
    version: int
    etat: Etat
    canal: str
    departement: str
    nom_departement: str
    structure: StructureVue | None
    nom_structure: str
    thematique: Theme
    texte: str
    demandeur: ContactVu
    deposee_le: datetime
    mouvement_le: datetime
    echeance: date | None
    principal: IntervenantVu | None
    explication: ExplicationVue | None
    motifs: tuple[MotifDeQualification, ...]
    issue: Issue | None
    motif_refus: MotifDeRefus | None
    orientation: str | None
    signalement: str | None
    """A sentence about what happened around it, such as the closing of its structure."""
    cloture_prevue_le: datetime | None
    fil: tuple[MessageVu, ...]
    histoire: tuple[EvenementVu, ...]
    autres: tuple[LigneDeBoite, ...]
    deploiements: tuple[DeploiementVu, ...]
    actions: frozenset[str]
    choisissables: tuple[IntervenantVu, ...]


@dataclass(frozen=True, slots=True)
class EtapeDeSuivi:
    """One step of the tracking view, done or still to come."""

    titre: str
    faite: bool
    le: datetime | None


@dataclass(frozen=True, slots=True)
class Suivi:
    """What the structure reads behind its link, in plain words; no internal note, no account. `lien` is that link."""

    numero: str
    titre: str
    phrase: str
    prochaine_etape: str
    lien: str
    interlocuteur: str | None
    nom_structure: str
    thematique: str
    texte: str
    deposee_le: datetime
    etapes: tuple[EtapeDeSuivi, ...]
    reponses: tuple[MessageVu, ...]
    orientation: str | None
    peut_confirmer: bool
    peut_annuler: bool
    close: bool
