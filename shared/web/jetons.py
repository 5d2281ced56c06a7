"""Signed tokens of the identity provider: who signed, for whom, until when; anything doubtful is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from joserfc import jws, jwt
from joserfc.errors import JoseError

from shared.kernel.clock import Clock
from shared.kernel.errors import Refusal
from shared.web.cles import Cles

ALGORITHMES = ("RS256", "ES256")
TAILLE_MAX = 8192
_LEEWAY_SECONDS = 30
log = structlog.get_logger()


class JetonInvalideError(Refusal):
    """The token was forged, has expired, or is for somebody else; which of these is told in our logs only."""

    message = "Jeton refusé : il n'est pas valable, ou ne l'est plus. Demandez-en un autre."
    statut = 401


@dataclass(frozen=True, kw_only=True)
class Jetons:
    """Verifies tokens of one issuer."""

    emetteur: str
    cles: Cles
    clock: Clock

    async def verifier(self, jeton: str, *, audience: str) -> Mapping[str, Any]:
        """Return the claims of a token for this audience.

        Raises JetonInvalideError, FournisseurInjoignableError when no key was ever read.
        """
        if len(jeton) > TAILLE_MAX:
            raise _refus("trop_long")
        try:
            entete = jws.extract_compact(jeton.encode("ascii")).headers()
            if entete.get("alg") not in ALGORITHMES:
                raise _refus("algorithme")
            kid = entete.get("kid")
            cle = await self.cles.trouver(kid if isinstance(kid, str) else None)
            if cle is None:
                raise _refus("cle_inconnue")
            claims = jwt.decode(jeton, cle, algorithms=list(ALGORITHMES)).claims
            self._registre(audience).validate(claims)
        except (JoseError, ValueError, TypeError) as error:
            raise _refus(type(error).__name__) from None
        return claims

    def _registre(self, audience: str) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            now=int(self.clock.now().timestamp()),
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "value": self.emetteur},
            aud={"essential": True, "value": audience},
            sub={"essential": True},
            exp={"essential": True},
        )


def _refus(raison: str) -> JetonInvalideError:
    log.info("jeton_refuse", raison=raison)
    return JetonInvalideError()
