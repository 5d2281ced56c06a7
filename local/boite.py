"""The mails of the local mailbox, one file each, as they were received."""

import email
import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from shared.kernel.errors import NotFound

KEPT = 2000


class CourrielInconnuError(NotFound):
    """No such mail, or no more."""

    message = "Ce courriel n'est pas, ou n'est plus, dans la boîte."


@dataclass(frozen=True, kw_only=True)
class Courriel:
    """One mail, as its reader sees it."""

    id: str
    recu_le: datetime
    destinataires: tuple[str, ...]
    de: str
    a: str
    objet: str
    message_id: str
    texte: str
    html: str


class Boite:
    """A folder of mails; the oldest leave when there are too many."""

    def __init__(self, folder: Path) -> None:
        """Make the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._numbers = itertools.count()

    def deposer(self, destinataires: Sequence[str], contenu: bytes) -> str:
        """Keep one mail; its identifier."""
        name = f"{time.time_ns():020d}-{next(self._numbers):06d}"
        envelope = f"X-Maillage-Destinataires: {', '.join(destinataires)}\r\n".encode("ascii", "replace")
        draft = self._folder / f".{name}"
        draft.write_bytes(envelope + contenu)
        draft.rename(self._folder / f"{name}.eml")
        for old in self._files()[KEPT:]:
            old.unlink(missing_ok=True)
        return name

    def courriels(self, *, destinataire: str | None = None, limite: int = 200) -> list[Courriel]:
        """The newest mails first, those of one address when asked."""
        found = (_lu(path) for path in self._files())
        wanted = (mail for mail in found if destinataire is None or destinataire in mail.destinataires)
        return list(itertools.islice(wanted, limite))

    def courriel(self, identifiant: str) -> Courriel:
        """One mail. Raises CourrielInconnuError."""
        path = next((path for path in self._files() if path.stem == identifiant), None)
        if path is None:
            raise CourrielInconnuError
        return _lu(path)

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("[0-9]*.eml"), reverse=True)


def _lu(path: Path) -> Courriel:
    message = email.message_from_bytes(path.read_bytes(), policy=default)
    return Courriel(
        id=path.stem,
        recu_le=datetime.fromtimestamp(int(path.stem.partition("-")[0]) / 1e9, UTC),
        destinataires=tuple(part.strip() for part in _entete(message, "X-Maillage-Destinataires").split(",")),
        de=_entete(message, "From"),
        a=_entete(message, "To"),
        objet=_entete(message, "Subject"),
        message_id=_entete(message, "Message-ID"),
        texte=_partie(message, "plain"),
        html=_partie(message, "html"),
    )


def _entete(message: EmailMessage, name: str) -> str:
    return str(message.get(name, "")).strip()


def _partie(message: EmailMessage, kind: str) -> str:
    """The text of one form of the mail, empty when it has none; an unknown charset is read as well as can be."""
    part = message.get_body((kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, KeyError):
        raw = part.get_payload(decode=True)
        return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else ""
