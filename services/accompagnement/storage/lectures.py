"""What is read of requests, in Postgres."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import asyncpg

from services.accompagnement.domain.auteur import Acteur
from services.accompagnement.domain.calendrier import jour_de, jours_ouvres_apres
from services.accompagnement.domain.etats import OUVERTS, Etat, MotifDeQualification
from services.accompagnement.usecases.lectures import (
    LIGNES_AU_PLUS,
    ContactVu,
    DeploiementVu,
    EvenementVu,
    LigneDeBoite,
    MessageVu,
    StructureVue,
    Theme,
)
from services.accompagnement.usecases.lectures_equipe import LogicielVu
from services.accompagnement.usecases.phrases import EvenementLu, raconter_evenement, signer
from shared.db.copies import Connection
from shared.db.queries import Queries

_SQL = Queries(__package__, "lectures.sql")
STRUCTURES_AU_PLUS = 10


class PostgresLectures:
    """The answers about requests, read on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def ma_boite(
        self, personne: UUID | None, etats: Sequence[Etat], motifs: Sequence[str] = ()
    ) -> tuple[LigneDeBoite, ...]:
        """Return the requests of one person, or all, in these states, that meet every pattern: what waits first."""
        if personne is None:
            rows = await self._connection.fetch(_SQL["boite_de_la_region"], etats, motifs, LIGNES_AU_PLUS)
        else:
            rows = await self._connection.fetch(_SQL["ma_boite"], personne, etats, motifs, LIGNES_AU_PLUS)
        return _lignes(rows)

    async def nombres(self, personne: UUID | None, etats: Sequence[Etat]) -> Mapping[Etat, int]:
        """Return how many requests one person has in each of these states, or how many there are."""
        if personne is None:
            rows = await self._connection.fetch(_SQL["nombres_de_la_region"], etats)
        else:
            rows = await self._connection.fetch(_SQL["nombres_de_ma_boite"], personne, etats)
        return {Etat(row["etat"]): row["nombre"] for row in rows}

    async def signalees(self, personne: UUID | None) -> tuple[LigneDeBoite, ...]:
        """Return the open requests that are flagged, of one person or of all."""
        ouverts = sorted(OUVERTS)
        if personne is None:
            rows = await self._connection.fetch(_SQL["signalees_de_la_region"], ouverts, LIGNES_AU_PLUS)
        else:
            rows = await self._connection.fetch(_SQL["mes_signalees"], personne, ouverts, LIGNES_AU_PLUS)
        return _lignes(rows)

    async def a_qualifier(self) -> tuple[LigneDeBoite, ...]:
        """Return what waits for the coordination, oldest first."""
        return _lignes(await self._connection.fetch(_SQL["a_qualifier"], LIGNES_AU_PLUS))

    async def demandes_de(self, finess: str) -> tuple[LigneDeBoite, ...]:
        """Return the last requests of a structure, newest first."""
        return _lignes(await self._connection.fetch(_SQL["demandes_de_la_structure"], finess, LIGNES_AU_PLUS))

    async def nombres_de(self, finess: str) -> tuple[int, int]:
        """Return how many requests of a structure are open, and how many there ever were."""
        row = await self._connection.fetchrow(_SQL["nombres_de_la_structure"], finess, sorted(OUVERTS))
        assert row is not None
        return row["ouvertes"], row["total"]

    async def interlocuteur(self, finess: str) -> tuple[str, datetime] | None:
        """Return name and date of a structure's usual interlocutor, or None."""
        row = await self._connection.fetchrow(_SQL["interlocuteur"], finess)
        return (row["nom"], row["depuis"]) if row else None

    async def structure(self, finess: str) -> StructureVue | None:
        """Return a structure of our copy of the directory, or None."""
        row = await self._connection.fetchrow(_SQL["structure"], finess)
        return _structure(row) if row else None

    async def chercher(self, motifs: Sequence[str]) -> tuple[StructureVue, ...]:
        """Return the open structures in which every pattern is found, by name."""
        rows = await self._connection.fetch(_SQL["chercher"], list(motifs), STRUCTURES_AU_PLUS)
        return tuple(_structure(row) for row in rows)

    async def contact(self, personne: UUID) -> ContactVu:
        """Return how to reach who asked; empty once they are forgotten."""
        row = await self._connection.fetchrow(_SQL["contact"], personne)
        return ContactVu(*row) if row else ContactVu("", "", "", "")

    async def theme(self, code: str) -> Theme:
        """Return a topic of the table."""
        row = await self._connection.fetchrow(_SQL["thematique_vue"], code)
        assert row is not None
        return Theme(*row)

    async def themes(self) -> tuple[Theme, ...]:
        """Return the topics, in the order of the form."""
        return tuple(Theme(*row) for row in await self._connection.fetch(_SQL["thematiques_vues"]))

    async def logiciels(self) -> tuple[LogicielVu, ...]:
        """Return the DUI of the list."""
        return tuple(LogicielVu(*row) for row in await self._connection.fetch(_SQL["logiciels"]))

    async def fil(self, demande: UUID) -> tuple[MessageVu, ...]:
        """Return the thread, internal notes included, oldest first."""
        rows = await self._connection.fetch(_SQL["fil"], demande)
        return tuple(
            MessageVu(
                row["id"], signer(row["nom"], Acteur(row["acteur"])), row["texte"], row["ecrit_le"], row["interne"]
            )
            for row in rows
        )

    async def histoire(self, demande: UUID) -> tuple[EvenementVu, ...]:
        """Return the life of a request, oldest first."""
        rows = await self._connection.fetch(_SQL["histoire"], demande)
        return tuple(
            raconter_evenement(
                EvenementLu(
                    fait=row["fait"],
                    precision=row["precision"],
                    choisi=row["choisi"],
                    le=row["le"],
                    par=signer(row["nom"], Acteur(row["acteur"])),
                    au_depot=row["au_depot"],
                )
            )
            for row in rows
        )

    async def deploiements(self, finess: str) -> tuple[DeploiementVu, ...]:
        """Return the DUI declared at a site, newest first."""
        rows = await self._connection.fetch(_SQL["deploiements"], finess)
        return tuple(
            DeploiementVu(
                id=row["id"],
                genre=row["genre"],
                editeur=row["editeur"],
                logiciel=row["logiciel"],
                version_logiciel=row["version_logiciel"],
                reference_segur=row["reference_segur"],
                deploye_le=row["deploye_le"],
                declare_par=row["nom"],
                declare_le=row["declare_le"],
            )
            for row in rows
        )


def _structure(row: asyncpg.Record) -> StructureVue:
    return StructureVue(
        finess=row["finess"],
        nom=row["nom"] or row["nom_long"] or row["finess"],
        commune=row["adresse_commune"],
        departement=row["departement"],
        etat=row["etat"],
        date_fermeture=row["date_fermeture"],
        categorie=row["categorie"],
        version=row["version"],
        recue_le=row["recue_le"],
    )


def _echeance(row: asyncpg.Record) -> date | None:
    if row["prise_en_charge_jours"] is None:
        return None
    return jours_ouvres_apres(jour_de(row["deposee_le"]), int(row["prise_en_charge_jours"]))


def _lignes(rows: Sequence[asyncpg.Record]) -> tuple[LigneDeBoite, ...]:
    return tuple(
        LigneDeBoite(
            demande=row["demande"],
            numero=row["numero"],
            version=row["version"],
            etat=Etat(row["etat"]),
            finess=row["structure"],
            nom_structure=row["nom_structure"],
            commune=row["commune"],
            departement=row["departement"],
            thematique=row["thematique"],
            extrait=row["extrait"],
            demandeur=row["demandeur"],
            principal=row["principal"],
            deposee_le=row["deposee_le"],
            mouvement_le=row["mouvement_le"],
            echeance=_echeance(row),
            phrase=row["phrase"],
            signalee=row["signalee"],
            motifs=tuple(MotifDeQualification(motif) for motif in row["motifs"]),
        )
        for row in rows
    )
