"""The signing key of the local identity provider: made once for a region, and what is signed with it by hand."""

import json
from pathlib import Path
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import RSAKey

from local.region.personnes import Personne
from shared.kernel.clock import Clock

NOM = "identites.json"
_LIFE_SECONDS = 12 * 3600


def assurer_cle(path: Path) -> Path:
    """Make the key unless it is there, readable by us alone; what it signed outlives a restart."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        key = RSAKey.generate_key(2048, private=True)
        draft = path.with_suffix(".neuf")
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(key.as_dict(private=True)), "ascii")
        draft.replace(path)
    return path


def lire_cle(path: Path) -> RSAKey:
    """The key of a region."""
    return RSAKey.import_key(json.loads(path.read_text("ascii")))


def signer(personne: Personne, cle: RSAKey, *, emetteur: str, audience: str, clock: Clock) -> str:
    """A bearer token that speaks for a demo person for twelve hours."""
    now = int(clock.now().timestamp())
    claims = {
        "iss": emetteur,
        "aud": audience,
        "sub": personne.sujet,
        "iat": now,
        "nbf": now,
        "exp": now + _LIFE_SECONDS,
        "jti": str(uuid4()),
        **personne.revendications,
    }
    return jwt.encode({"alg": "RS256", "typ": "at+jwt", "kid": cle.thumbprint()}, claims, cle)
