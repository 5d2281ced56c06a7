"""The structures in Postgres: last state, history and events to tell, saved together."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from services.referentiel.domain.faits import Fait
from services.referentiel.domain.structure import Adresse, EntiteJuridique, Etat, Point, Structure
from shared.bus import outbox
from shared.contracts.base import State
from shared.contracts.referentiel import StructureV1
from shared.db.copies import StateTable
from shared.db.queries import Queries

STRUCTURES = StateTable(StructureV1, "structures")
_SQL = Queries(__package__, "structures.sql")
_HISTORIQUE = ("finess", "version", "evenement", "champs", "constate_le", "import_id", "enregistre_le")

Raconter = Callable[[Fait, datetime], outbox.Outgoing]
"""Turns a fact, and when it was recorded, into the event that tells it."""


class EtatsConcurrentsError(RuntimeError):
    """Somebody else wrote structures during an import, which holds the directory: a fault of ours."""


class PostgresStructures:
    """The structures of the directory, in Postgres."""

    def __init__(self, connection: PoolConnectionProxy, raconter: Raconter) -> None:
        self._connection = connection
        self._raconter = raconter

    async def etats(self) -> Mapping[str, Etat]:
        """Return the state of every structure, by FINESS number."""
        return {finess: Etat(etat) for finess, etat in await self._connection.fetch(_SQL["etats"])}

    async def charger(self, numeros: Sequence[str]) -> Mapping[str, Structure]:
        """Return the structures of these numbers, by number; unknown ones are left out."""
        if not numeros:
            return {}
        return {row["finess"]: _structure(row) for row in await self._connection.fetch(_SQL["par_numeros"], numeros)}

    async def enregistrer(self, faits: Sequence[Fait], *, import_id: UUID, le: datetime) -> None:
        """Save the last state of each structure, its history, and the events to tell, in the caller's transaction.

        Raises EtatsConcurrentsError.
        """
        if not faits:
            return
        evenements = [self._raconter(fait, le) for fait in faits]
        derniers: dict[str, State] = {}
        for evenement in evenements:
            assert isinstance(evenement.contract, State)
            derniers[evenement.contract.key_value()] = evenement.contract
        ecrits = await STRUCTURES.upsert(self._connection, list(derniers.values()))
        if ecrits != len(derniers):
            raise EtatsConcurrentsError(f"{ecrits} structures written out of {len(derniers)}")
        await self._connection.copy_records_to_table(
            "structures_historique",
            records=[_ligne(fait, import_id, le) for fait in faits],
            columns=_HISTORIQUE,
        )
        await outbox.write(self._connection, evenements)


def _ligne(fait: Fait, import_id: UUID, le: datetime) -> tuple[Any, ...]:
    structure = fait.structure
    return structure.finess, structure.version, fait.nom, fait.champs, structure.constate_le, import_id, le


def _structure(row: asyncpg.Record) -> Structure:
    latitude, longitude = row["point_latitude"], row["point_longitude"]
    return Structure(
        version=row["version"],
        finess=row["finess"],
        nom=row["nom"],
        nom_long=row["nom_long"],
        complement_nom=row["complement_nom"],
        categorie=row["categorie"],
        siret=row["siret"],
        etat=Etat(row["etat"]),
        date_ouverture=row["date_ouverture"],
        date_autorisation=row["date_autorisation"],
        date_fermeture=row["date_fermeture"],
        departement=row["departement"],
        departement_deduit=row["departement_deduit"],
        adresse=Adresse(
            numero=row["adresse_numero"],
            type_voie=row["adresse_type_voie"],
            voie=row["adresse_voie"],
            complement=row["adresse_complement"],
            lieu_dit=row["adresse_lieu_dit"],
            code_postal=row["adresse_code_postal"],
            code_commune=row["adresse_code_commune"],
            commune=row["adresse_commune"],
        ),
        point=None if latitude is None else Point(latitude, longitude),
        telephones=tuple(row["telephones"]),
        entite_juridique=EntiteJuridique(
            finess=row["entite_juridique_finess"],
            nom=row["entite_juridique_nom"],
            nom_long=row["entite_juridique_nom_long"],
            siren=row["entite_juridique_siren"],
            statut_juridique=row["entite_juridique_statut_juridique"],
        ),
        constate_le=row["constate_le"],
        changements=tuple(row["changements"]),
    )
