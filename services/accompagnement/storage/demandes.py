"""The requests in Postgres: the aggregate, its assignment, its thread and its history, saved together."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, assert_never
from uuid import UUID

import asyncpg

from services.accompagnement.domain import faits
from services.accompagnement.domain.demande import Affectation, Demande
from services.accompagnement.domain.etats import (
    OUVERTS,
    Canal,
    CauseDAffectation,
    CodeDExplication,
    Etat,
    Issue,
    MotifDeQualification,
    MotifDeRefus,
)
from services.accompagnement.domain.faits import Fait, Reference
from services.accompagnement.domain.refus import DemandeInconnueError
from services.accompagnement.storage.journal import Journal
from shared.db.copies import Connection
from shared.db.queries import Queries

_SQL = Queries(__package__, "demandes.sql")
_FINIS = frozenset({Etat.CLOTUREE, Etat.REFUSEE, Etat.ANNULEE})
COORDINATION = "coordination"
BOITE = "boite"


class DemandeConcurrenteError(RuntimeError):
    """Somebody wrote a request that this transaction holds: a fault of ours."""


class PostgresDemandes:
    """The requests, in Postgres."""

    def __init__(self, connection: Connection, journal: Journal) -> None:
        self._connection = connection
        self._journal = journal

    async def get(self, demande: UUID) -> Demande:
        """Return a request, held until the end of the transaction. Raises DemandeInconnueError."""
        # Held first, read after: what another transaction committed meanwhile is then seen whole.
        await self._connection.fetchval(_SQL["verrouiller_demande"], demande)
        return await self.lire(demande)

    async def lire(self, demande: UUID) -> Demande:
        """Return a request to look at, held by nobody. Raises DemandeInconnueError."""
        row = await self._connection.fetchrow(_SQL["demande"], demande)
        if row is None:
            raise DemandeInconnueError(demande=demande)
        return _demande(row)

    async def ajouter(self, demande: Demande) -> None:
        """Save a new request: one round trip, for the routing waits meanwhile."""
        ref = demande.ref
        await self._connection.execute(
            _SQL["ajouter_demande"],
            ref.demande, ref.numero, demande.version, demande.etat, demande.canal, ref.structure,
            demande.nom_structure, ref.departement, ref.thematique, demande.texte, ref.demandeur, demande.motifs,
            demande.reponses, demande.issue, demande.motif_refus, demande.orientation, demande.deposee_le,
            demande.mouvement_le, demande.resolue_le, demande.signalee_le,
            *_ligne_d_affectation(demande.affectation), *_lignes_d_histoire(demande),
        )  # fmt: skip
        self._dire(demande)

    async def save(self, demande: Demande) -> None:
        """Save what happened to a request. Raises DemandeConcurrenteError."""
        status = await self._connection.execute(
            _SQL["enregistrer_demande"],
            demande.ref.demande, demande.version - len(demande.faits), demande.version, demande.etat, demande.motifs,
            demande.reponses, demande.issue, demande.motif_refus, demande.orientation, demande.mouvement_le,
            demande.resolue_le, demande.signalee_le,
        )  # fmt: skip
        if status != "UPDATE 1":
            raise DemandeConcurrenteError(str(demande.ref.demande))
        await self._suites(demande)

    async def ouvertes_de(self, structure: str) -> Sequence[UUID]:
        """Return the open requests of a structure that are not flagged yet."""
        rows = await self._connection.fetch(_SQL["ouvertes_de"], structure, sorted(OUVERTS))
        return [row["id"] for row in rows]

    async def resolues_avant(self, instant: datetime, *, limite: int) -> Sequence[UUID]:
        """Return requests resolved before this instant, oldest first, those that nobody else holds."""
        rows = await self._connection.fetch(_SQL["resolues_avant"], instant, limite)
        return [row["id"] for row in rows]

    async def _suites(self, demande: Demande) -> None:
        if any(isinstance(fait, faits.DemandeAffectee) for fait in demande.faits):
            await self._connection.execute(
                _SQL["ajouter_affectation"], demande.ref.demande, *_ligne_d_affectation(demande.affectation)
            )
        if demande.messages:
            await self._ecrire(demande)
        if demande.faits:
            await self._connection.execute(_SQL["ajouter_histoire"], demande.ref.demande, *_lignes_d_histoire(demande))
        if demande.etat in _FINIS:
            await self._connection.execute(_SQL["finir_affectation"], demande.ref.demande, demande.mouvement_le)
        for fait in demande.faits:
            if isinstance(fait, faits.DemandePriseEnCharge | faits.DemandeCloturee) and demande.ref.structure:
                await self._connection.execute(
                    _SQL["suivre_la_structure"], demande.ref.structure, fait.intervenant, fait.le
                )
        self._dire(demande)

    def _dire(self, demande: Demande) -> None:
        self._journal.raconter(*demande.faits)
        self._journal.prevenir(BOITE, *_interesses(demande))
        if demande.faits and demande.principal:
            self._journal.mesurer(demande.principal)
        demande.faits, demande.messages = [], []

    async def _ecrire(self, demande: Demande) -> None:
        rows = [(m.id, m.auteur.acteur, m.auteur.personne, m.texte, m.interne, m.ecrit_le) for m in demande.messages]
        colonnes = [list(colonne) for colonne in zip(*rows, strict=True)]
        await self._connection.execute(_SQL["ajouter_messages"], demande.ref.demande, *colonnes)


def _ligne_d_affectation(affectation: Affectation | None) -> tuple[Any, ...]:
    if affectation is None:
        return (None,) * 8
    return (
        affectation.id, affectation.intervenant, affectation.cause, affectation.code, affectation.phrase,
        affectation.points, json.dumps(dict(affectation.instantane)), affectation.debut,
    )  # fmt: skip


def _lignes_d_histoire(demande: Demande) -> list[list[Any]]:
    rows = [(f.version, f.nom, f.par.acteur, f.par.personne, _precision(f), f.le) for f in demande.faits]
    return [list(colonne) for colonne in zip(*rows, strict=True)]


def _interesses(demande: Demande) -> list[str]:
    return [f"personne:{demande.principal}", COORDINATION] if demande.principal else [COORDINATION]


def _precision(fait: Fait) -> str | None:
    match fait:
        case faits.DemandeAQualifier():
            return ", ".join(fait.motifs)
        case faits.DemandeAffectee():
            return str(fait.intervenant)
        case faits.DemandeResolue():
            return fait.issue
        case faits.DemandeCloturee():
            return fait.cause
        case faits.DemandeRefusee():
            return fait.motif
        case (
            faits.DemandeDeposee()
            | faits.DemandePriseEnCharge()
            | faits.DemandeRepondue()
            | faits.DemandeAnnulee()
            | faits.DemandeSignalee()
        ):
            return None
        case _:
            assert_never(fait)


def _demande(row: asyncpg.Record) -> Demande:
    return Demande(
        ref=Reference(
            demande=row["id"],
            numero=row["numero"],
            structure=row["structure"],
            departement=row["departement"],
            thematique=row["thematique"],
            demandeur=row["demandeur"],
        ),
        canal=Canal(row["canal"]),
        nom_structure=row["nom_structure"],
        texte=row["texte"],
        deposee_le=row["deposee_le"],
        etat=Etat(row["etat"]),
        version=row["version"],
        affectation=_affectation(row),
        motifs=tuple(MotifDeQualification(motif) for motif in row["motifs"]),
        reponses=row["reponses"],
        issue=_ou_rien(Issue, row["issue"]),
        motif_refus=_ou_rien(MotifDeRefus, row["motif_refus"]),
        orientation=row["orientation"],
        resolue_le=row["resolue_le"],
        signalee_le=row["signalee_le"],
        mouvement_le=row["mouvement_le"],
    )


def _affectation(row: asyncpg.Record) -> Affectation | None:
    if row["affectation"] is None:
        return None
    return Affectation(
        id=row["affectation"],
        intervenant=row["intervenant"],
        nom=row["intervenant_nom"],
        cause=CauseDAffectation(row["cause"]),
        code=CodeDExplication(row["code"]),
        phrase=row["phrase"],
        points=row["points"],
        debut=row["debut"],
        instantane=json.loads(row["instantane"]),
    )


def _ou_rien(genre: Any, valeur: str | None) -> Any:
    return None if valeur is None else genre(valeur)
