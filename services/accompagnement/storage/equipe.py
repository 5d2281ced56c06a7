"""The team in Postgres: who is there, who is away, and the lock under which one request at a time is assigned."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import asyncpg

from services.accompagnement.domain.intervenant import Absence, Intervenant, Periode, Personne
from services.accompagnement.domain.ports import Parametres
from services.accompagnement.domain.refus import AbsenceInconnueError
from services.accompagnement.domain.routage import Candidat, Instantane
from services.accompagnement.storage.charges import capacites_gardees
from services.accompagnement.storage.depots import verrouiller
from services.accompagnement.storage.journal import Journal
from services.accompagnement.storage.personnes import personne_de
from shared.db.copies import Connection
from shared.db.queries import Queries

_SQL = Queries(__package__, "equipe.sql")
_TOUJOURS = date(1, 1, 1)


class PostgresEquipe:
    """The team, in Postgres."""

    def __init__(self, connection: Connection, journal: Journal) -> None:
        self._connection = connection
        self._journal = journal

    async def verrouiller(self) -> None:
        """Let one routing at a time see and move the loads, until the end of the transaction."""
        await verrouiller(self._connection)

    async def instantane(self, habituel: UUID | None, jour: date, parametres: Parametres) -> Instantane:
        """Return the picture that the router decides on, with the structure's usual interlocutor."""
        rows = await self._connection.fetch(_SQL["presents"], jour)
        candidats = [_candidat(row, jour, parametres) for row in rows]
        return Instantane(
            [candidat for candidat in candidats if candidat],
            habituel,
            parametres.tolerance_interlocuteur,
            parametres.charge_confortable,
        )

    async def intervenant(self, personne: UUID) -> Intervenant | None:
        """Return somebody of the team, or None."""
        row = await self._connection.fetchrow(_SQL["equipe"], personne, _TOUJOURS)
        return _intervenant(row, personne_de(row)) if row else None

    async def tous(self) -> Sequence[Intervenant]:
        """Return the whole team."""
        rows = await self._connection.fetch(_SQL["equipe"], None, _TOUJOURS)
        return [_intervenant(row, personne_de(row)) for row in rows]

    async def save(self, intervenant: Intervenant) -> None:
        """Save somebody's part of full time; their load is measured at the end of the unit."""
        await self._connection.execute(
            _SQL["enregistrer_intervenant"], intervenant.personne.id, intervenant.etp, intervenant.actif
        )
        self._journal.mesurer(intervenant.personne.id)

    async def mesurer(self, personnes: Sequence[UUID]) -> None:
        """Have these loads measured at the end of the unit."""
        self._journal.mesurer(*personnes)

    async def dont_la_capacite_bouge(self, jour: date, parametres: Parametres) -> Sequence[UUID]:
        """Return those whose kept capacity is not that of this day."""
        gardees = await capacites_gardees(self._connection)
        return [
            intervenant.personne.id
            for intervenant in await self.tous()
            if gardees.get(intervenant.personne.id) != intervenant.capacite(jour, parametres.points_par_etp)
        ]


class PostgresAbsences:
    """Who is away, in Postgres."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def ajouter(self, absence: Absence) -> None:
        """Save a new absence."""
        await self._connection.execute(
            _SQL["ajouter_absence"],
            absence.id,
            absence.personne,
            absence.periode.debut,
            absence.periode.fin,
            absence.motif,
            absence.declaree_par,
            absence.declaree_le,
        )

    async def get(self, absence: UUID, jour: date) -> Absence:
        """Return an absence that has not passed on this day. Raises AbsenceInconnueError."""
        row = await self._connection.fetchrow(_SQL["absence"], absence, jour)
        if row is None:
            raise AbsenceInconnueError(absence=absence)
        return Absence(
            id=row["id"],
            personne=row["personne"],
            periode=Periode(row["debut"], row["fin"]),
            motif=row["motif"],
            declaree_par=row["declaree_par"],
            declaree_le=row["declaree_le"],
        )

    async def annuler(self, absence: UUID, le: datetime) -> None:
        """Take an absence back; it stays in the history."""
        await self._connection.execute(_SQL["annuler_absence"], absence, le)


def periodes_de(row: asyncpg.Record) -> tuple[Periode, ...]:
    """Return the absences of a row that holds `debuts` and `fins`."""
    return tuple(Periode(debut, fin) for debut, fin in zip(row["debuts"] or (), row["fins"] or (), strict=True))


def _intervenant(row: asyncpg.Record, personne: Personne) -> Intervenant:
    return Intervenant(personne, row["etp"], row["actif"], periodes_de(row))


def _candidat(row: asyncpg.Record, jour: date, parametres: Parametres) -> Candidat | None:
    """Return somebody who is present and can carry something, else None."""
    personne = Personne(id=row["personne"], version=1, nom="", courriel=None, departements=tuple(row["departements"]))
    intervenant = _intervenant(row, personne)
    capacite = intervenant.capacite(jour, parametres.points_par_etp)
    if not intervenant.est_present(jour) or not capacite:
        return None
    return Candidat(
        personne=personne.id,
        departements=frozenset(personne.departements),
        points=row["points"],
        capacite=capacite,
        derniere_affectation=row["derniere_affectation"],
    )
