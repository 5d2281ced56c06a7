"""Signed links: whoever holds one may see one thing, without an account."""

from collections.abc import Sequence
from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer

from shared.kernel.errors import NotFound


class LienInvalideError(NotFound):
    """The link was not signed by us, was cut or was changed."""

    message = "Ce lien n'est pas valable : il est peut-être incomplet. Reprenez-le en entier dans le courriel reçu."


class Liens:
    """Signs and reads links with the platform's keys: the first signs, all of them read."""

    def __init__(self, cles: Sequence[str]) -> None:
        """Raises ValueError without any key."""
        if not cles:
            raise ValueError("no key to sign links with: MAILLAGE_CLES is empty")
        self._cles = list(reversed(cles))
        self._serializers: dict[str, URLSafeSerializer] = {}

    def signer(self, usage: str, identifiant: UUID) -> str:
        """Return the token of one thing for one use (`suivi`)."""
        token = self._serializer(usage).dumps(identifiant.hex)
        return token.decode() if isinstance(token, bytes) else token

    def lire(self, usage: str, jeton: str) -> UUID:
        """Return the thing that the token opens. Raises LienInvalideError."""
        try:
            return UUID(self._serializer(usage).loads(jeton))
        except (BadSignature, ValueError, TypeError):
            raise LienInvalideError from None

    def _serializer(self, usage: str) -> URLSafeSerializer:
        if usage not in self._serializers:
            self._serializers[usage] = URLSafeSerializer(self._cles, salt=f"maillage.{usage}")
        return self._serializers[usage]
