"""The local mailbox: a mail server that keeps what it gets and delivers nothing, and the pages that show it."""

import asyncio
import os
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from local.boite import Boite
from local.courrier_pages import router
from local.ports import LOOPBACK
from shared.observability.entry import start
from shared.observability.logs import configure_logs
from shared.observability.serving import served, stop_event
from shared.settings import PlatformSettings, platform_settings
from shared.web.app import create_app
from shared.web.authentification import authentification_de

TEMPLATES = Path(__file__).parent / "templates"
LARGEST = 10 << 20


class Facteur:
    """Takes every mail, whoever it is for."""

    def __init__(self, boite: Boite) -> None:
        """`boite`: where mails are kept."""
        self._boite = boite

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        """Keep the mail, then say so."""
        content = envelope.original_content or b""
        await asyncio.to_thread(self._boite.deposer, envelope.rcpt_tos, content)
        return "250 2.0.0 Courriel gardé"


async def serve(settings: PlatformSettings, dossier: Path, smtp_port: int) -> None:
    """Receive and show mails until SIGTERM."""
    configure_logs(service="courrier", process="server", level=settings.journal)
    stop = stop_event()
    boite = Boite(dossier)
    loop = asyncio.get_running_loop()
    facteur = await loop.create_server(
        lambda: SMTP(Facteur(boite), data_size_limit=LARGEST, enable_SMTPUTF8=True, ident="Maillage", loop=loop),
        LOOPBACK,
        smtp_port,
    )
    async with facteur, authentification_de(settings) as authentification:
        app = create_app(
            service="courrier",
            title="Maillage, boîte aux lettres locale",
            routers=[router],
            application=boite,
            templates=TEMPLATES,
            authentification=authentification,
            adresse=settings.adresse,
        )
        async with served(app, host=LOOPBACK, port=settings.http_port, name="courrier", drain_seconds=2):
            await stop.wait()


def main() -> None:
    """Serve until SIGTERM."""
    dossier, port = Path(os.environ["MAILLAGE_COURRIER_DOSSIER"]), int(os.environ["MAILLAGE_SMTP_PORT"])
    start(lambda: serve(platform_settings(), dossier, port))


if __name__ == "__main__":
    main()
