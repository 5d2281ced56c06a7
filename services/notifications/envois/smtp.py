"""The dialogue with the mail server: one connection for a round of mails, every wait bounded, every answer kept."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from time import perf_counter
from typing import Literal

import structlog
from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from services.notifications.domain.courriel import Courriel
from services.notifications.domain.livraison import Essai, Issue
from services.notifications.envois.enveloppe import Expedition, mettre_sous_enveloppe
from services.notifications.envois.reponses import CLOSING, issue_de, sans_adresse
from shared.kernel.clock import Clock
from shared.observability import metrics
from shared.web.formats import NARROW

Chiffrement = Literal["auto", "starttls", "tls", "aucun"]
_GOODBYE_SECONDS = 2.0
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Serveur:
    """Where the mail server is, how we prove who we are, and how long we wait for it (seconds).

    `auto`: encrypted when the server offers it; `starttls` and `tls` demand it.
    """

    hote: str
    port: int
    chiffrement: Chiffrement = "auto"
    utilisateur: str | None = None
    mot_de_passe: str | None = None
    certificat: str | None = None
    cle: str | None = None
    autorite: str | None = None
    delai: float = 10.0
    essai: float = 25.0


@dataclass(frozen=True, slots=True)
class _Fin:
    issue: Issue
    code: int | None
    mots: str


class ExpediteurSmtp:
    """Sends mails through one server."""

    def __init__(self, serveur: Serveur, de: Expedition, horloge: Clock) -> None:
        """Raises OSError for certificates that cannot be read."""
        self._serveur = serveur
        self._contexte = _contexte(serveur)
        self._de = de
        self._horloge = horloge

    @asynccontextmanager
    async def session(self) -> AsyncIterator["SessionSmtp"]:
        """Open a session for a round of mails; it connects when the first one leaves."""
        session = SessionSmtp(self._serveur, self._contexte, self._de, self._horloge)
        try:
            yield session
        finally:
            await session.fermer()


class SessionSmtp:
    """One connection, opened again when it was lost."""

    def __init__(self, serveur: Serveur, contexte: ssl.SSLContext, de: Expedition, horloge: Clock) -> None:
        self._serveur = serveur
        self._contexte = contexte
        self._de = de
        self._horloge = horloge
        self._client: SMTP | None = None
        self._served = 0

    async def envoyer(self, courriel: Courriel) -> Essai:
        """Try once, within a bounded time; never raises for what the mail is, nor for what the server does."""
        debut, start = self._horloge.now(), perf_counter()
        try:
            octets = mettre_sous_enveloppe(courriel, self._de, debut)
        except Exception as error:  # noqa: BLE001 whatever a name or an address breaks, it ends this mail alone
            log.warning("enveloppe_impossible", message_id=str(courriel.message), erreur=type(error).__name__)
            fin = _enveloppe_impossible(error)
        else:
            fin = await self._within(courriel.adresse, octets)
        seconds = perf_counter() - start
        metrics.MAIL_ATTEMPTS.labels(fin.issue.value).inc()
        metrics.MAIL_SECONDS.observe(seconds)
        ms = round(seconds * 1000)
        log.info("essai_de_courriel", message_id=str(courriel.message), issue=fin.issue.value, code=fin.code, ms=ms)
        code = fin.code if fin.code and fin.code > 0 else None  # aiosmtplib says -1 for an answer that is none
        return Essai(debut, ms, fin.issue, code, sans_adresse(fin.mots))

    async def fermer(self) -> None:
        """Take leave of the server, without waiting for it."""
        if self._client is not None and self._client.is_connected:
            with suppress(SMTPException, OSError, TimeoutError):
                await self._client.quit(timeout=_GOODBYE_SECONDS)
        self._drop()

    async def _within(self, adresse: str, octets: bytes) -> _Fin:
        try:
            async with asyncio.timeout(self._serveur.essai):
                return await self._try(adresse, octets)
        except TimeoutError:
            self._drop()
            return _Fin(Issue.COUPEE, None, f"Pas de fin de dialogue en {self._serveur.essai:g}{NARROW}s.")

    async def _try(self, adresse: str, octets: bytes) -> _Fin:
        try:
            client = await self._connected()
        except SMTPResponseException as error:  # greeting, EHLO, STARTTLS or AUTH: it says nothing of the mail
            self._drop()
            return _Fin(Issue.INJOIGNABLE, error.code, error.message)
        except (SMTPException, OSError, ValueError) as error:  # ValueError: a name of host that cannot be one
            self._drop()
            return _Fin(Issue.INJOIGNABLE, None, f"Connexion impossible{NARROW}: {_mots(error)}")
        return await self._dialogue(client, adresse, octets)

    async def _dialogue(self, client: SMTP, adresse: str, octets: bytes) -> _Fin:
        given = False
        try:
            await client.mail(self._de.retour)
            await client.rcpt(adresse)
            given = True
            answer = await client.data(octets)
        except SMTPResponseException as error:
            await self._reset(client, error.code)
            return _Fin(issue_de(error.code), error.code, error.message)
        except (SMTPException, OSError) as error:
            self._drop()
            if not given and self._served and isinstance(error, SMTPServerDisconnected):
                self._served = 0  # an idle connection that the server let go: nothing was said of this mail
                return await self._try(adresse, octets)
            when = "après l’envoi du corps" if given else "avant l’envoi du corps"
            return _Fin(Issue.COUPEE, None, f"Dialogue interrompu {when}{NARROW}: {_mots(error)}")
        except ValueError as error:  # an address that the protocol cannot say
            self._drop()
            return _enveloppe_impossible(error)
        self._served += 1
        return _Fin(Issue.ACCEPTEE, answer.code, answer.message)

    async def _connected(self) -> SMTP:
        """Return the live connection, or a new one. Raises SMTPException, OSError."""
        if self._client is not None and self._client.is_connected:
            return self._client
        s = self._serveur
        self._served = 0
        self._client = SMTP(
            hostname=s.hote,
            port=s.port,
            username=s.utilisateur,
            password=s.mot_de_passe,
            local_hostname=self._de.domaine,
            timeout=s.delai,
            use_tls=s.chiffrement == "tls",
            start_tls={"auto": None, "starttls": True, "tls": False, "aucun": False}[s.chiffrement],
            tls_context=self._contexte,
        )
        await self._client.connect()
        return self._client

    async def _reset(self, client: SMTP, code: int) -> None:
        """Make the connection fit for the next mail, or let it go."""
        if code == CLOSING:
            self._drop()
            return
        try:
            await client.rset()
        except (SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None


def _contexte(serveur: Serveur) -> ssl.SSLContext:
    contexte = ssl.create_default_context(cafile=serveur.autorite)
    if serveur.certificat:
        contexte.load_cert_chain(serveur.certificat, serveur.cle)
    return contexte


def _enveloppe_impossible(error: Exception) -> _Fin:
    return _Fin(Issue.REFUSEE, None, f"Enveloppe impossible{NARROW}: {type(error).__name__}.")


def _mots(error: Exception) -> str:
    if isinstance(error, SMTPTimeoutError | TimeoutError):
        return "le serveur n’a pas répondu à temps."
    if isinstance(error, SMTPServerDisconnected):
        return "le serveur a coupé la connexion."
    return f"{type(error).__name__} ({error})."
