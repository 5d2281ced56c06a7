"""The deliveries in Postgres as people see them: pages of a list, one with its attempts, another attempt on demand."""

import base64
import binascii
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import asyncpg

from services.notifications.domain.lecture import Criteres, CurseurDeListeError, EssaiLu, LivraisonLue, Livraisons
from services.notifications.domain.livraison import EtatLivraison, Issue, Motif
from services.notifications.domain.regles import REGLES, Canal
from shared.db.copies import Connection
from shared.db.queries import Queries

_SQL = Queries(__package__, "suivi.sql")
_PAR_COURRIEL = [regle.code for regle in REGLES if Canal.COURRIEL in regle.canaux]


class PostgresSuivi:
    """The deliveries, for people."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def livraisons(self, criteres: Criteres, *, limite: int, curseur: str | None) -> Livraisons:
        """Return one page. Raises CurseurDeListeError."""
        page = await self._page(criteres, None, limite, *(_place(curseur) if curseur else (None, None)))
        return replace(page, comptes=await self._comptes(criteres))

    async def livraison(self, message: UUID, pour: str | None) -> Livraisons:
        """Return the one delivery asked for, or none."""
        return await self._page(Criteres(pour=pour), message, 1, None, None)

    async def verrouiller(self, message: UUID, pour: str | None) -> EtatLivraison | None:
        """Lock a delivery and return its state; None when there is none, or when it does not concern the account."""
        etat = await self._connection.fetchval(_SQL["verrouiller"], message, pour)
        return None if etat is None else EtatLivraison(etat)

    async def renvoyer(self, message: UUID, maintenant: datetime) -> None:
        """Make a delivery due now, its attempts counted anew."""
        await self._connection.execute(_SQL["renvoyer"], message, maintenant)

    async def incoherences(self) -> Sequence[str]:
        """Return what should never be, in French: for the checks of `maillage etat`."""
        rows = await self._connection.fetch(_SQL["incoherences"], _PAR_COURRIEL)
        return [row["phrase"] for row in rows]

    async def _page(
        self, criteres: Criteres, message: UUID | None, limite: int, le: datetime | None, apres: UUID | None
    ) -> Livraisons:
        rows = await self._connection.fetch(
            _SQL["livraisons"],
            [etat.value for etat in criteres.etats] or None,
            criteres.regle,
            _motif(criteres.texte),
            criteres.pour,
            message,
            le,
            apres,
            limite + 1,
        )
        page = rows[:limite]
        essais = await self._essais([row["id"] for row in page])
        return Livraisons(
            lignes=tuple(_lue(row, essais[row["id"]]) for row in page),
            comptes={},
            suite=_curseur(page[-1]) if len(rows) > limite else None,
        )

    async def _comptes(self, criteres: Criteres) -> dict[EtatLivraison, int]:
        choix = (criteres.regle, _motif(criteres.texte), criteres.pour)
        if any(choix):
            rows = await self._connection.fetch(_SQL["comptes_choisis"], *choix)
        else:
            rows = await self._connection.fetch(_SQL["comptes"])
        return {EtatLivraison(row["etat"]): row["nombre"] for row in rows}

    async def _essais(self, messages: Sequence[UUID]) -> dict[UUID, list[EssaiLu]]:
        essais: dict[UUID, list[EssaiLu]] = defaultdict(list)
        for row in await self._connection.fetch(_SQL["essais"], messages):
            lu = EssaiLu(row["rang"], row["debut"], row["duree_ms"], Issue(row["issue"]), row["code"], row["reponse"])
            essais[row["message"]].append(lu)
        return essais


def _lue(row: asyncpg.Record, essais: Sequence[EssaiLu]) -> LivraisonLue:
    return LivraisonLue(
        message=row["id"],
        regle=row["regle"],
        etat=EtatLivraison(row["etat"]),
        motif=Motif(row["motif"]) if row["motif"] else None,
        demande=row["demande"],
        numero=row["numero"],
        structure=row["structure"],
        nom_structure=row["nom_structure"],
        nom=row["nom"],
        adresse=row["courriel"],
        cree_le=row["cree_le"],
        prochain_le=row["prochain_le"],
        envoyee_le=row["envoyee_le"],
        essais=tuple(essais),
    )


def _motif(texte: str) -> str | None:
    litteral = texte.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{litteral}%" if texte else None


def _curseur(row: asyncpg.Record) -> str:
    place = json.dumps([row["cree_le"].isoformat(), row["id"].hex])
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _place(curseur: str) -> tuple[datetime, UUID]:
    try:
        le, message = json.loads(base64.urlsafe_b64decode(curseur + "=" * (-len(curseur) % 4)))
        instant = datetime.fromisoformat(le)
        if instant.tzinfo is None:
            raise CurseurDeListeError
        return instant, UUID(message)
    except (binascii.Error, UnicodeDecodeError, ValueError, TypeError, AttributeError) as error:
        raise CurseurDeListeError from error
