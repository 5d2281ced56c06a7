"""The envelope of a mail: headers and parts (RFC 5322), the same Message-ID at every attempt."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID, uuid5

from services.notifications.domain.courriel import Courriel
from services.notifications.domain.message import ESPACE


@dataclass(frozen=True, slots=True, kw_only=True)
class Expedition:
    """Who writes: address, name, where answers and refusals go, and the domain of the Message-IDs."""

    adresse: str
    nom: str
    reponse: str
    retour: str
    domaine: str

    def message_id(self, message: UUID) -> str:
        """Return the Message-ID of a message: the same for ever."""
        return f"<{message}@{self.domaine}>"

    def fil(self, demande: UUID) -> str:
        """Return the id that all the mails of a request refer to."""
        return f"<{uuid5(ESPACE, str(demande))}@{self.domaine}>"


def mettre_sous_enveloppe(courriel: Courriel, de: Expedition, maintenant: datetime) -> bytes:
    """Return the mail as it goes over the wire. Raises whatever `email` does of a header that it cannot write."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(de.nom, addr_spec=de.adresse)
    mail["To"] = Address(_en_clair(courriel.nom), addr_spec=courriel.adresse)
    mail["Subject"] = _en_clair(courriel.sujet)
    mail["Date"] = format_datetime(maintenant)
    mail["Message-ID"] = de.message_id(courriel.message)
    if courriel.fil is not None:
        mail["References"] = de.fil(courriel.fil)
    if de.reponse:
        mail["Reply-To"] = Address(addr_spec=de.reponse)
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(courriel.texte, cte="quoted-printable")
    mail.add_alternative(courriel.html, subtype="html", cte="quoted-printable")
    mail["Content-Language"] = "fr"  # set last: making the parts would move it into the first one
    return mail.as_bytes()


def _en_clair(texte: str) -> str:
    """Return a text without any encoded word (RFC 2047): `email` would decode it, ends of lines included."""
    return texte.replace("=?", "= ?")
