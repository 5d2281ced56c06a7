"""The loads in Postgres: kept in step with the requests in the transaction that moves them, and checked."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import asyncpg

from services.accompagnement.domain.etats import Profil
from services.accompagnement.domain.intervenant import Charge, ChargeMesuree, Intervenant, Periode, Personne
from services.accompagnement.storage.sources import CHARGES, Raconter, etat_de
from shared.db.copies import Connection
from shared.db.queries import Queries

_SQL = Queries(__package__, "charges.sql")


async def mesurer(
    connection: Connection,
    personnes: Collection[UUID],
    raconter: Raconter,
    *,
    tenues: Collection[UUID],
    jour: date,
    le: datetime,
    points_par_etp: float,
) -> list[ChargeMesuree]:
    """Measure these loads and keep those that moved, in the caller's transaction; return them as facts.

    The people are held first and counted after, in two statements: the count then sees what others committed while
    this transaction waited. `tenues`: those that an earlier statement of the transaction holds.
    """
    ids = sorted(personnes)
    if a_tenir := [personne for personne in ids if personne not in tenues]:
        await connection.execute(_SQL["tenir_les_intervenants"], a_tenir)
    rows = await connection.fetch(_SQL["mesurer"], ids, jour)
    mesures = [ChargeMesuree(_charge(row, jour, le, points_par_etp)) for row in rows]
    bougent = [mesure for mesure, row in zip(mesures, rows, strict=True) if _image(mesure.charge) != _gardee(row)]
    if bougent:
        await CHARGES.upsert(connection, [etat_de(raconter(mesure)) for mesure in bougent])
    return bougent


async def capacites_gardees(connection: Connection) -> Mapping[UUID, float]:
    """Return the capacity last told of each person."""
    return {row["intervenant"]: row["capacite"] for row in await connection.fetch(_SQL["capacites_gardees"])}


async def ecarts(connection: Connection) -> Sequence[str]:
    """Return the kept loads that a fresh count denies, in French."""
    rows = await connection.fetch(_SQL["ecarts"])
    return [
        f"intervenant {row['personne']} : {row['ouvertes_gardees']} demandes et {row['points_gardes']} points gardés, "
        f"{row['ouvertes']} et {row['points']} comptés"
        for row in rows
    ]


async def personnes_en_ecart(connection: Connection) -> Sequence[UUID]:
    """Return those whose kept load a fresh count denies."""
    return [row["personne"] for row in await connection.fetch(_SQL["ecarts"])]


def _charge(row: asyncpg.Record, jour: date, le: datetime, points_par_etp: float) -> Charge:
    absences = tuple(Periode(debut, fin) for debut, fin in zip(row["debuts"] or (), row["fins"] or (), strict=True))
    personne = Personne(id=row["personne"], version=1, nom="", courriel=None)
    intervenant = Intervenant(personne, row["etp"], row["actif"], absences)
    return Charge(
        intervenant=row["personne"],
        version=(row["version_gardee"] or 0) + 1,
        profil=Profil(row["profil"]),
        departements=tuple(row["departements"]),
        ouvertes=row["ouvertes"],
        points=row["points"],
        capacite=intervenant.capacite(jour, points_par_etp),
        mesuree_le=le,
    )


def _image(charge: Charge) -> tuple[object, ...]:
    return charge.profil.value, charge.departements, charge.ouvertes, charge.points, charge.capacite


def _gardee(row: asyncpg.Record) -> tuple[object, ...]:
    departements = tuple(row["departements_gardes"] or ())
    return (
        row["profil_garde"],
        departements,
        row["ouvertes_gardees"],
        row["points_gardes"],
        row["capacite_gardee"],
    )
