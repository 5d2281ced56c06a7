"""Notifications on a real Postgres and a real mail server, with a clock that the test moves."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from local.bases import create_bases, drop_bases
from services.notifications.bootstrap import Unites, build_expedition
from services.notifications.domain.fait import FaitEntendu, NomDeFait
from services.notifications.settings import NotificationsSettings
from services.notifications.storage.unit import CONTACTS, PostgresUnit
from services.notifications.usecases.expedier import Expedition
from services.notifications.usecases.reagir import reagir
from shared.contracts.intervenants import ContactV1
from shared.db.migrations import migrate
from shared.db.structures import STRUCTURES
from shared.web.liens import Liens
from tests.integration.notifications.facteur import Facteur, facteur_en_poste
from tests.platform import Platform, Servers
from tests.samples import finess, structure

SERVICE = "notifications"
CLES = ["cle-d-essai-de-trente-deux-caracteres"]
ADRESSE = "https://maillage.invalid"
_EMPTY = "truncate structures, contacts, demandes_suivies, personnes_effacees, faits_entendus, annonces, messages, livraisons, essais"


@dataclass
class Horloge:
    """A clock that the test moves."""

    instant: datetime = field(default_factory=lambda: datetime.now(UTC))

    def now(self) -> datetime:
        return self.instant

    def avancer(self, **duree: float) -> None:
        self.instant += timedelta(**duree)


@dataclass
class Bureau:
    """The service in the hands of a test: facts in, rounds of mails, what became of them."""

    pool: asyncpg.Pool
    horloge: Horloge
    facteur: Facteur

    def unites(self) -> Unites:
        return Unites(self.pool, self.horloge)

    def reglages(self, **changes: Any) -> NotificationsSettings:
        values = {
            "adresse": ADRESSE, "cles": CLES, "smtp_port": self.facteur.port, "smtp_delai_secondes": 0.5,
            "smtp_essai_secondes": 1.0, "envoi_bail_secondes": 30.0, "envoi_gigue": 0.0, "envoi_connexions": 1, **changes,
        }  # fmt: skip
        return NotificationsSettings(**values)

    def expedition(self, **changes: Any) -> Expedition:
        return build_expedition(self.unites(), self.reglages(**changes), self.horloge)

    async def tour(self, **changes: Any) -> int:
        """Make one round."""
        return await self.expedition(**changes).tour()

    async def connaitre(self, personne: UUID, **changes: Any) -> ContactV1:
        """Write a contact as its projection would."""
        values: dict[str, Any] = {
            "version": 1, "personne": personne, "genre": "demandeur", "nom": "Demandeur 1",
            "courriel": f"demandeur-{personne.hex[-6:]}@maillage.invalid", "sujet": None, "structure": finess(1),
            "departements": (), "profil": "demandeur",
        }  # fmt: skip
        contact = ContactV1(**{**values, **changes})
        async with self.pool.acquire() as connection:
            await CONTACTS.upsert(connection, [contact])
        return contact

    async def connaitre_structure(self, n: int = 1, **changes: Any) -> str:
        """Write a structure as its projection would; return its number."""
        une = structure(n, nom=f"EHPAD {n}", **changes)
        async with self.pool.acquire() as connection:
            await STRUCTURES.upsert(connection, [une])
        return une.finess

    async def entendre(self, nom: NomDeFait = NomDeFait.DEMANDE_DEPOSEE, **changes: Any) -> FaitEntendu:
        """React to a fact, as the worker would."""
        values: dict[str, Any] = {
            "evenement": uuid4(), "nom": nom, "survenu_le": self.horloge.now(), "demande": uuid4(),
            "numero": "DA-2026-00042", "structure": finess(1), "departement": "31", "demandeur": uuid4(),
            "intervenant": None, "details": {},
        }  # fmt: skip
        fait = FaitEntendu(**{**values, **changes})
        async with self.unites()() as unit:
            await reagir(unit, fait, self.horloge.now())
        return fait

    async def a_prevenir(self, **changes: Any) -> FaitEntendu:
        """React to a deposit whose requester is known: one mail is due."""
        fait = await self.entendre(**changes)
        assert fait.demandeur is not None
        await self.connaitre(fait.demandeur)
        return fait

    async def situer(self, demande: UUID | None, etat: str, intervenant: UUID | None = None) -> None:
        """Write where a request stands, as its projection would."""
        await self.pool.execute(
            "insert into demandes_suivies values ($1, 1, $2, $3) "
            "on conflict (demande) do update set etat = excluded.etat, intervenant = excluded.intervenant",
            demande, etat, intervenant,
        )  # fmt: skip

    async def unit(self) -> PostgresUnit:
        return PostgresUnit(self.pool, self.horloge)  # type: ignore[arg-type]

    async def livraisons(self) -> Sequence[asyncpg.Record]:
        """Return the deliveries, oldest first."""
        return await self.pool.fetch(
            "select l.*, m.regle, m.destinataire from livraisons l join messages m on m.id = l.message order by m.cree_le, m.id"
        )

    async def etats(self) -> list[str]:
        """Return their states."""
        return [row["etat"] for row in await self.livraisons()]

    async def essais(self) -> list[tuple[str, int | None, str]]:
        """Return every attempt: how it ended, code, words."""
        rows = await self.pool.fetch("select issue, code, reponse from essais order by debut, message, rang")
        return [tuple(row) for row in rows]

    async def incoherences(self) -> Sequence[str]:
        """Return what `maillage etat` would complain of."""
        async with self.unites()() as unit:
            return await unit.suivi.incoherences()

    @property
    def liens(self) -> Liens:
        return Liens(CLES)


@pytest.fixture(scope="session")
async def base_de_notifications(servers: Servers) -> AsyncIterator[str]:
    """Give the address of a migrated database."""
    seul = Platform(servers)
    seul.dsns = await create_bases(servers.postgres, [SERVICE], prefix=seul.prefix)
    try:
        await migrate(seul.dsns[SERVICE], SERVICE)
        yield seul.dsns[SERVICE]
    finally:
        await drop_bases(servers.postgres, [SERVICE], prefix=seul.prefix)


@pytest.fixture
def facteur() -> Iterator[Facteur]:
    """Give a mail server at its post."""
    with facteur_en_poste(Facteur()) as au_poste:
        yield au_poste


@pytest.fixture
async def bureau(base_de_notifications: str, facteur: Facteur) -> AsyncIterator[Bureau]:
    """Give the service on an empty database."""
    async with asyncpg.create_pool(base_de_notifications, min_size=1, max_size=8) as pool:
        await pool.execute(_EMPTY)
        yield Bureau(pool, Horloge(), facteur)
