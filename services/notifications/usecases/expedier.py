"""Sending what is due: lease, decide at the last moment, try once, write down what the server said."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from services.notifications.domain.courriel import Courriel, RedactionImpossibleError
from services.notifications.domain.envoi import decider
from services.notifications.domain.livraison import (
    Essai,
    EtatLivraison,
    Issue,
    Livraison,
    Motif,
    Reprise,
    Verdict,
    apres_essai,
)
from services.notifications.domain.ports import Expediteur, Redacteur, SessionDEnvoi, Unit, Unites
from services.notifications.domain.regles import regle
from shared.kernel.clock import Clock
from shared.kernel.ids import Ids

_ADIEU_SECONDES = 5.0
"""How long a dialogue may go on when the process must stop; then the lease runs out, and another sender tries again."""
_PAUSES = (0.2, 1.0, 3.0)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """How the rounds go: connections at once, mails leased together, length of a lease, length of a round."""

    reprise: Reprise = field(default_factory=Reprise)
    voies: int = 2
    lot: int = 10
    bail: timedelta = timedelta(seconds=60)
    tour: timedelta = timedelta(seconds=20)


class Expedition:
    """The rounds of one process. Several processes may send at once: a delivery has one lease at a time."""

    def __init__(
        self,
        *,
        unites: Unites,
        expediteur: Expediteur,
        redacteur: Redacteur,
        horloge: Clock,
        ids: Ids,
        hasard: Callable[[], float],
        cadence: Cadence,
    ) -> None:
        self._unites = unites
        self._expediteur = expediteur
        self._redacteur = redacteur
        self._horloge = horloge
        self._ids = ids
        self._hasard = hasard
        self._cadence = cadence

    async def tour(self) -> int:
        """Send what is due on every connection, for a bounded time; return how many attempts were made."""
        fin = self._horloge.now() + self._cadence.tour
        voies = [self._voie(fin) for _ in range(self._cadence.voies)]
        essais = await asyncio.gather(*voies, return_exceptions=True)
        for essai in essais:
            if isinstance(essai, BaseException):
                raise essai
        return sum(n for n in essais if isinstance(n, int))

    async def _voie(self, fin: datetime) -> int:
        """Send batch after batch over one connection, until nothing is due or the server cannot be reached."""
        essais = 0
        async with self._expediteur.session() as session:
            while (maintenant := self._horloge.now()) < fin:
                async with self._unites() as unit:
                    prises = await unit.envois.prendre(
                        bail=self._ids.new(),
                        maintenant=maintenant,
                        jusqu_au=maintenant + self._cadence.bail,
                        limite=self._cadence.lot,
                    )
                if not prises:
                    break
                issues = await self._lot(session, deque(prises), fin)
                essais += len(issues)
                if Issue.INJOIGNABLE in issues:
                    break
        return essais

    async def _lot(self, session: SessionDEnvoi, restent: deque[Livraison], fin: datetime) -> list[Issue]:
        issues: list[Issue] = []
        try:
            while restent and self._horloge.now() < fin:
                essai = await _jusqu_au_bout(self._une(session, restent.popleft()))
                if essai is None:
                    continue
                issues.append(essai.issue)
                while restent and essai.issue is Issue.INJOIGNABLE:  # the others would only wait for the same silence
                    await self._consigner(restent.popleft(), essai)
                    issues.append(essai.issue)
        finally:
            if restent:
                async with self._unites() as unit:
                    await unit.envois.rendre(tuple(restent), self._horloge.now())
        return issues

    async def _une(self, session: SessionDEnvoi, livraison: Livraison) -> Essai | None:
        """Try one delivery; None when no attempt was made."""
        maintenant = self._horloge.now()
        async with self._unites() as unit:
            if not await unit.envois.commencer(livraison, maintenant, maintenant + self._cadence.bail):
                return None
            pret = await self._preparer(unit, livraison, maintenant)
            if isinstance(pret, Verdict):
                await unit.envois.conclure(livraison, pret, None, maintenant)
                return None
        essai = await session.envoyer(pret)
        await self._consigner(livraison, essai)
        return essai

    async def _preparer(self, unit: Unit, livraison: Livraison, maintenant: datetime) -> Courriel | Verdict:
        """Return the mail as it may leave now, or why it does not."""
        une = regle(livraison.regle)
        if une is None:
            return Verdict(EtatLivraison.ANNULEE, Motif.REGLE_RETIREE)
        dossier = await unit.envois.dossier(livraison.message)
        verdict = decider(dossier, une, livraison, self._cadence.reprise, maintenant)
        if verdict is not None:
            return verdict
        try:
            return self._redacteur.rediger(livraison.message, une, dossier)
        except RedactionImpossibleError:
            return Verdict(EtatLivraison.REFUSEE, Motif.REDACTION_IMPOSSIBLE)

    async def _consigner(self, livraison: Livraison, essai: Essai) -> None:
        """Write an attempt down; an acceptance again and again, since the server will not take its word back."""
        fin = self._horloge.now()
        verdict = apres_essai(livraison, essai, self._cadence.reprise, fin=fin, hasard=self._hasard())
        pauses = _PAUSES if essai.issue is Issue.ACCEPTEE else ()
        for pause in (*pauses, None):
            try:
                async with self._unites() as unit:
                    await unit.envois.conclure(livraison, verdict, essai, fin)
            except Exception:
                if pause is None:
                    raise
                await asyncio.sleep(pause)
            else:
                return


async def _jusqu_au_bout(travail: Coroutine[Any, Any, T]) -> T:
    """Let a dialogue end before the process stops, within its last seconds."""
    tache = asyncio.create_task(travail)
    try:
        return await asyncio.shield(tache)
    except asyncio.CancelledError:
        await asyncio.wait({tache}, timeout=_ADIEU_SECONDES)
        tache.cancel()
        raise
