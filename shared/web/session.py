"""Sessions: one encrypted cookie that all the services read, with keys that may be replaced without signing out."""

import base64
import json
from collections.abc import Sequence
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from starlette.requests import Request
from starlette.responses import Response

from shared.kernel.clock import Clock
from shared.kernel.identite import Identite, Role


class Coffret:
    """Encrypted cookies of one use: the first key encrypts, all of them decrypt, and none outlives its duration."""

    def __init__(self, cles: Sequence[str], *, usage: str, duree: timedelta, secure: bool, clock: Clock) -> None:
        self._fernet = MultiFernet([Fernet(_derivee(cle, usage)) for cle in cles])
        self._duree = int(duree.total_seconds())
        self._secure = secure
        self._clock = clock

    def nom(self, nom: str) -> str:
        """Return the name of a cookie: over https, one that no other host and no plain page can have set."""
        return f"__Host-{nom}" if self._secure else nom

    def chiffrer(self, contenu: dict[str, object]) -> str:
        """Return the value of a cookie."""
        text = json.dumps(contenu, ensure_ascii=False, separators=(",", ":"))
        return self._fernet.encrypt_at_time(text.encode(), self._maintenant()).decode()

    def dechiffrer(self, valeur: str) -> dict[str, object] | None:
        """Return what a value holds; None when it was changed, is too old, or comes from a forgotten key."""
        try:
            text = self._fernet.decrypt_at_time(valeur.encode(), ttl=self._duree, current_time=self._maintenant())
        except InvalidToken:
            return None
        contenu: dict[str, object] = json.loads(text)
        return contenu

    def poser(self, response: Response, nom: str, contenu: dict[str, object]) -> None:
        """Put a cookie on the answer."""
        self._ecrire(response, nom, self.chiffrer(contenu), self._duree)

    def lire(self, request: Request, nom: str) -> dict[str, object] | None:
        """Return what the cookie of a request holds, None without a good one."""
        valeur = request.cookies.get(self.nom(nom))
        return self.dechiffrer(valeur) if valeur else None

    def retirer(self, response: Response, nom: str) -> None:
        """Take the cookie away."""
        self._ecrire(response, nom, "", 0)

    def _ecrire(self, response: Response, nom: str, valeur: str, duree: int) -> None:
        response.set_cookie(
            self.nom(nom), valeur, max_age=duree, path="/", httponly=True, secure=self._secure, samesite="lax"
        )

    def _maintenant(self) -> int:
        return int(self._clock.now().timestamp())


class Sessions:
    """The session of a person: who they are, from the moment that they signed in, for a limited time."""

    NOM = "maillage"

    def __init__(self, cles: Sequence[str], *, duree: timedelta, secure: bool, clock: Clock) -> None:
        self.coffret = Coffret(cles, usage="session", duree=duree, secure=secure, clock=clock)

    def ouvrir(self, response: Response, identite: Identite) -> None:
        """Begin a session with this answer."""
        self.coffret.poser(response, self.NOM, _contenu(identite))

    def lire(self, request: Request) -> Identite | None:
        """Return who the session of a request belongs to, None without a valid one."""
        contenu = self.coffret.lire(request, self.NOM)
        return _identite(contenu) if contenu else None

    def fermer(self, response: Response) -> None:
        """End the session with this answer."""
        self.coffret.retirer(response, self.NOM)

    def cookie(self, identite: Identite) -> tuple[str, str]:
        """Return the name and the value of a session's cookie."""
        return self.coffret.nom(self.NOM), self.coffret.chiffrer(_contenu(identite))


def _derivee(cle: str, usage: str) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"maillage.{usage}".encode())
    return base64.urlsafe_b64encode(derivation.derive(cle.encode()))


def _contenu(identite: Identite) -> dict[str, object]:
    return {
        "sujet": identite.sujet,
        "nom": identite.nom,
        "role": identite.role.value,
        "departements": sorted(identite.departements),
    }


def _identite(contenu: dict[str, object]) -> Identite | None:
    """None for a role that is no more: the person signs in again."""
    departements = contenu["departements"]
    assert isinstance(departements, list)
    if contenu["role"] not in set(Role):
        return None
    return Identite(
        str(contenu["sujet"]), str(contenu["nom"]), Role(str(contenu["role"])), frozenset(map(str, departements))
    )
