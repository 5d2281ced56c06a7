"""The deliveries in Postgres as their senders see them: leases, last-moment knowledge, attempts."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.notifications.domain.envoi import Contact, Dossier
from services.notifications.domain.livraison import Essai, EtatLivraison, Issue, Livraison, Motif, Verdict
from services.notifications.domain.regles import EtatDeDemande
from services.notifications.storage.faits import lire_fait
from shared.db.copies import Connection
from shared.db.queries import Queries

INTERRUPTION = "L’expéditeur s’est arrêté pendant cet essai : le message a pu partir."
_SQL = Queries(__package__, "envois.sql")


class PostgresEnvois:
    """The deliveries, for senders."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def prendre(
        self, *, bail: UUID, maintenant: datetime, jusqu_au: datetime, limite: int
    ) -> Sequence[Livraison]:
        """Lease some deliveries due; others skip them. An attempt whose sender vanished is written down."""
        rows = await self._connection.fetch(_SQL["prendre"], maintenant, jusqu_au, limite, bail)
        broken = [row for row in rows if row["essaye_depuis"]]
        if broken:
            await self._connection.execute(
                _SQL["noter_interruptions"],
                [row["message"] for row in broken], [row["essaye_depuis"] for row in broken],
                Issue.INTERROMPUE.value, INTERRUPTION,
            )  # fmt: skip
        return [
            Livraison(
                row["message"], row["regle"], bail, row["essais"] - row["essais_avant"], row["depuis"], row["renvoyee"]
            )
            for row in rows
        ]

    async def commencer(self, livraison: Livraison, maintenant: datetime, jusqu_au: datetime) -> bool:
        """Begin an attempt and keep the delivery for it; False when somebody else took it, or when it has ended."""
        kept = await self._connection.fetchval(
            _SQL["commencer"], livraison.message, livraison.bail, maintenant, jusqu_au
        )
        return kept is not None

    async def rendre(self, livraisons: Sequence[Livraison], maintenant: datetime) -> None:
        """Give back what was taken and not tried."""
        messages, leases = [une.message for une in livraisons], [une.bail for une in livraisons]
        await self._connection.execute(_SQL["rendre"], messages, leases, maintenant)

    async def dossier(self, message: UUID) -> Dossier:
        """Return what is known of a message about to leave."""
        row = await self._connection.fetchrow(_SQL["dossier"], message)
        assert row is not None
        known = row["contact_nom"] is not None
        contact = Contact(row["destinataire"], row["contact_nom"], row["contact_courriel"]) if known else None
        return Dossier(
            fait=lire_fait(row),
            destinataire=row["destinataire"],
            contact=contact,
            effacee=row["effacee"],
            etat_demande=EtatDeDemande(row["etat_demande"]) if row["etat_demande"] else None,
            intervenant=row["intervenant_actuel"],
            nom_intervenant=row["intervenant_nom"],
            nom_structure=row["structure_nom"],
        )

    async def conclure(self, livraison: Livraison, verdict: Verdict, essai: Essai | None, maintenant: datetime) -> bool:
        """Write what became of a delivery, with its attempt; False when the lease was lost."""
        written = await self._connection.fetchval(
            _SQL["conclure"],
            livraison.message,
            livraison.bail,
            verdict.etat.value,
            verdict.motif and verdict.motif.value,
            verdict.prochain_le,
            maintenant if verdict.etat is EtatLivraison.ENVOYEE else None,
        )
        if essai is not None:
            await self._connection.execute(
                _SQL["noter_essai"],
                livraison.message, essai.debut, essai.duree_ms, essai.issue.value, essai.code, essai.reponse,
            )  # fmt: skip
        return written is not None

    async def annuler_de(self, personne: UUID) -> int:
        """Call off what waits for a person who is forgotten; return how many."""
        status = await self._connection.execute(_SQL["annuler_de"], personne, Motif.PERSONNE_EFFACEE.value)
        return int(status.rpartition(" ")[2])

    async def attente(self) -> tuple[int, datetime | None]:
        """Return how many deliveries are due or wait for another attempt, and since when the oldest one."""
        row = await self._connection.fetchrow(_SQL["attente"])
        assert row is not None
        return row["nombre"], row["depuis"]
