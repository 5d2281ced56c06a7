"""A real mail server for the tests, which behaves as badly as one asks."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Facteur:
    """Takes mails. `humeurs` are what it does with the next ones, in order; then it is well again.

    `450 …`/`550 …`: at RCPT; `data 451 …`/`data 554 …`: at the end of DATA; `coupe`: keeps the mail and cuts the
    connection before its 250; `lent`: takes so long (`lenteur`, seconds), unless the sender leaves meanwhile.
    """

    humeurs: list[str] = field(default_factory=list)
    lenteur: float = 5.0
    recus: list[EmailMessage] = field(default_factory=list)
    adresses: list[str] = field(default_factory=list)
    connexions: int = 0
    port: int = 0

    async def handle_EHLO(  # noqa: N802
        self, _: SMTP, session: Session, __: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connexions += 1
        return responses

    async def handle_RCPT(  # noqa: N802
        self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        if self.humeurs and self.humeurs[0][:1].isdigit():
            return self.humeurs.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:  # noqa: N802
        humeur = self.humeurs.pop(0) if self.humeurs else ""
        if humeur.startswith("data "):
            return humeur.removeprefix("data ")
        if humeur == "lent":
            await asyncio.sleep(self.lenteur)
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.recus.append(mail)
        self.adresses += envelope.rcpt_tos
        if humeur == "coupe":
            transport: Any = server.transport
            transport.abort()
        return "250 2.0.0 Gardé"

    def message_ids(self) -> list[str]:
        """Return the Message-ID of every mail, in order of arrival."""
        return [str(mail["Message-ID"]) for mail in self.recus]


@contextmanager
def facteur_en_poste(facteur: Facteur, **options: Any) -> Iterator[Facteur]:
    """Let the server work for the length of the block, at a port of its own (the same one if it had one)."""
    facteur.port = facteur.port or port_libre()
    controller = Controller(facteur, hostname="127.0.0.1", port=facteur.port, **options)
    controller.start()
    try:
        yield facteur
    finally:
        controller.stop()


def port_libre() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def parties(mail: EmailMessage) -> tuple[str, str]:
    """Return the text and the HTML of a mail."""
    texte, html = mail.iter_parts()
    assert isinstance(texte, EmailMessage)
    assert isinstance(html, EmailMessage)
    return texte.get_content(), html.get_content()
