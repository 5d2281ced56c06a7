"""The requests in Postgres: the aggregate, its assignment, its thread and its history, saved together."""

import json
from collections.abc import Collection, Mapping, Sequence
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
from services.accompagnement.domain.intervenant import ContactEfface
from services.accompagnement.domain.refus import DemandeInconnueError
from services.accompagnement.storage.charges import personnes_en_ecart
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
        if demande.principal:
            self._journal.tenir(demande.principal)
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

    async def ouvertes_de(self, structures: Sequence[str]) -> Sequence[UUID]:
        """Return the open requests of these structures that are not flagged yet."""
        rows = await self._connection.fetch(_SQL["ouvertes_de"], structures, sorted(OUVERTS))
        return [row["id"] for row in rows]

    async def suivies_par(self, personne: UUID) -> Sequence[str]:
        """Return the numbers of the open requests that somebody of the team answers for."""
        rows = await self._connection.fetch(_SQL["suivies_par"], personne, sorted(OUVERTS))
        return [row["numero"] for row in rows]

    async def dont_le_poids_differe(self) -> Sequence[UUID]:
        """Return those whose kept load is not what their requests weigh."""
        return await personnes_en_ecart(self._connection)

    async def en_cours_de(self, courriel: str) -> Mapping[UUID, Sequence[str]]:
        """Return who asked under this address, held, each with the numbers of their requests that have not ended."""
        rows = await self._connection.fetch(_SQL["en_cours_de"], courriel, sorted(_FINIS))
        return {row["personne"]: row["en_cours"] for row in rows}

    async def oublier(self, demandeurs: Collection[UUID], le: datetime) -> None:
        """Forget who asked."""
        await self._connection.execute(_SQL["oublier_les_demandeurs"], list(demandeurs))
        self._journal.raconter(*(ContactEfface(personne, le) for personne in demandeurs))

    async def resolues_avant(self, instant: datetime, *, limite: int) -> Sequence[UUID]:
        """Return requests resolved before this instant, oldest first, those that nobody else holds."""
        rows = await self._connection.fetch(_SQL["resolues_avant"], instant, limite)
        return [row["id"] for row in rows]

    async def _suites(self, demande: Demande) -> None:
        if any(isinstance(fait, faits.DemandeAffectee) for fait in demande.faits):
            await self._finir_affectation(demande)
            await self._connection.execute(
                _SQL["ajouter_affectation"], demande.ref.demande, *_ligne_d_affectation(demande.affectation)
            )
        if demande.messages:
            await self._ecrire(demande)
        if demande.faits:
            await self._connection.execute(_SQL["ajouter_histoire"], demande.ref.demande, *_lignes_d_histoire(demande))
        if demande.etat in _FINIS:
            await self._finir_affectation(demande)
        if any(isinstance(fait, faits.DemandePriseEnCharge) for fait in demande.faits):
            await self._suivre_la_structure(demande)
        self._dire(demande)

    async def _finir_affectation(self, demande: Demande) -> None:
        """End the assignment that is open, if any: the load of whoever it was moves."""
        quitte = await self._connection.fetchval(_SQL["finir_affectation"], demande.ref.demande, demande.mouvement_le)
        if quitte is not None:
            self._journal.mesurer(quitte)
            self._journal.prevenir(BOITE, f"personne:{quitte}")

    async def _suivre_la_structure(self, demande: Demande) -> None:
        """Keep who took a request as the usual interlocutor; whoever stands in for an absence does not become one."""
        affectation = demande.affectation
        if demande.ref.structure and affectation and affectation.code is not CodeDExplication.RELEVE:
            await self._connection.execute(
                _SQL["suivre_la_structure"], demande.ref.structure, affectation.intervenant, demande.mouvement_le
            )

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
