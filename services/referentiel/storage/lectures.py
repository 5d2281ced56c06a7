"""What the pages read, in Postgres: search, sheet, coherence, date of the last file."""

from datetime import datetime

import asyncpg

from services.referentiel.domain.defauts import CodeDefaut, Defaut
from services.referentiel.storage.equipements import PostgresEquipements
from services.referentiel.storage.nomenclature import categories, statuts_juridiques
from services.referentiel.storage.recherche import rechercher
from services.referentiel.storage.structures import PostgresStructures
from services.referentiel.usecases.lire_coherence import Coherence, Comparaison, Mesure
from services.referentiel.usecases.lire_structure import Evenement, Fiche
from services.referentiel.usecases.rechercher_structures import Recherche, Resultats
from shared.db.copies import Connection
from shared.db.queries import Queries

_SQL = Queries(__package__, "lectures.sql")
_CODES = {code.value: code for code in CodeDefaut}


class PostgresLectures:
    """The answers, read on one connection."""

    def __init__(
        self, connection: Connection, *, structures: PostgresStructures, equipements: PostgresEquipements
    ) -> None:
        self._connection = connection
        self._structures = structures
        self._equipements = equipements

    async def rechercher(self, recherche: Recherche, *, limite: int, curseur: str | None) -> Resultats:
        """Return one page of results. Raises CurseurIllisibleError."""
        return await rechercher(self._connection, recherche, limite, curseur)

    async def fiche(self, finess: str) -> Fiche | None:
        """Return one structure with its equipment, history and defects, of one instant; None when unknown."""
        async with self._connection.transaction(isolation="repeatable_read", readonly=True):
            structure = (await self._structures.charger([finess])).get(finess)
            if structure is None:
                return None
            equipement = await self._equipements.de_la_structure(finess)
            histoire = await self._connection.fetch(_SQL["histoire"], finess)
            defauts = await self._connection.fetch(_SQL["defauts"], finess)
        return Fiche(
            structure=structure,
            libelle_categorie=categories().get(structure.categorie),
            libelle_statut=statuts_juridiques().get(structure.entite_juridique.statut_juridique),
            equipement=equipement,
            histoire=tuple(Evenement(nom, version, le, tuple(champs)) for nom, version, le, champs in histoire),
            defauts=tuple(
                Defaut(finess, _CODES[row["code"]], row["champ"], row["valeur"], repare=row["repare"])
                for row in defauts
            ),
        )

    async def est_connue(self, finess: str) -> bool:
        """Tell whether the directory holds a structure."""
        connue: bool = await self._connection.fetchval(_SQL["est_connue"], finess)
        return connue

    async def nombre_de_deploiements(self, finess: str) -> int | None:
        """Return how many deployments a structure has, None when the directory does not hold it."""
        nombre: int | None = await self._connection.fetchval(_SQL["nombre_de_deploiements"], finess)
        return nombre

    async def coherence(self) -> Coherence:
        """Return every copy beside its source."""
        rows = await self._connection.fetch(_SQL["comparaisons"])
        return Coherence(tuple(_comparaison(row) for row in rows))

    async def dernier_fichier(self) -> datetime | None:
        """Return the date of the last file applied, None before the first."""
        date: datetime | None = await self._connection.fetchval(_SQL["dernier_fichier"])
        return date


def _comparaison(row: asyncpg.Record) -> Comparaison:
    contrat = row["contrat"]
    copie = Mesure(row["nom"], contrat, row["nombre"], row["empreinte"], row["mesuree_le"])
    if row["source_nom"] is None:
        return Comparaison(None, copie, row["divergente_depuis"])
    source = Mesure(row["source_nom"], contrat, row["source_nombre"], row["source_empreinte"], row["source_mesuree_le"])
    return Comparaison(source, copie, row["divergente_depuis"])
