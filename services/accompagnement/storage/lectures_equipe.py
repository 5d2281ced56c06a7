"""What is read of the team, in Postgres."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from services.accompagnement.domain.etats import OUVERTS, Profil
from services.accompagnement.usecases.lectures import IntervenantVu
from services.accompagnement.usecases.lectures_equipe import AbsenceVue, ChargeVue
from shared.db.copies import Connection
from shared.db.queries import Queries

_SQL = Queries(__package__, "lectures_equipe.sql")


class PostgresLecturesDEquipe:
    """The answers about the team, read on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def charges(self, jour: date, personne: UUID | None = None) -> tuple[ChargeVue, ...]:
        """Return the kept load of one person or of all, by name."""
        rows = await self._connection.fetch(_SQL["charges_de_l_equipe"], jour, personne)
        return tuple(
            ChargeVue(
                personne=row["intervenant"],
                nom=row["nom"],
                profil=Profil(row["profil"]),
                departements=tuple(row["departements"]),
                present=row["actif"] and row["absent_jusqu_au"] is None,
                absent_jusqu_au=row["absent_jusqu_au"],
                ouvertes=row["ouvertes"],
                points=row["points"],
                capacite=row["capacite"],
                taux=row["points"] / row["capacite"] if row["capacite"] else 0.0,
                mesuree_le=row["mesuree_le"],
            )
            for row in rows
        )

    async def intervenants(self, jour: date, personne: UUID | None = None) -> tuple[IntervenantVu, ...]:
        """Return one person of the team or all, by name."""
        rows = await self._connection.fetch(_SQL["charges_de_l_equipe"], jour, personne)
        return tuple(
            IntervenantVu(
                personne=row["intervenant"],
                nom=row["nom"],
                profil=Profil(row["profil"]),
                departements=tuple(row["departements"]),
                etp=row["etp"],
                actif=row["actif"],
                absent_jusqu_au=row["absent_jusqu_au"],
            )
            for row in rows
        )

    async def par_departement(self) -> Mapping[str, tuple[int, int]]:
        """Return, by département, the open requests and those of them that wait for the coordination."""
        rows = await self._connection.fetch(_SQL["ouvertes_par_departement"], sorted(OUVERTS))
        return {row["departement"]: (row["ouvertes"], row["a_qualifier"]) for row in rows}

    async def absences(self, jour: date, personne: UUID | None = None) -> tuple[AbsenceVue, ...]:
        """Return the absences under way or to come, of one person or of all."""
        rows = await self._connection.fetch(_SQL["absences_a_venir"], personne, jour)
        return tuple(AbsenceVue(**row) for row in rows)
