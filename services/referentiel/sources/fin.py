"""Whether the legal entities are the last thing of a document, told while it is read once.

Just before the brackets that end the document, a witness is slipped in: it comes out among the legal entities only if
nothing but them was being read there. So the keys after `pmej`, if any, need a second reading only when there are some.
"""

import re
from typing import Any

from services.referentiel.sources.flux import Flux

_FIN = re.compile(rb"[^\[\s](?P<fin>\s*\]\s*\}\s*)\Z")
_TEMOIN = {"temoin": None}
_TEMOIN_ECRIT = b',{"temoin":null}'
_LONGUEUR_DE_FIN = 1 << 10


class FluxTemoin:
    """The bytes of a document, with the witness before its end."""

    def __init__(self, flux: Flux) -> None:
        self._flux = flux
        self._retenu = b""
        self._fini = False
        self.vu = False

    def read(self, taille: int, /) -> bytes:
        """Return some bytes, none at the end; the last ones are held back until they are known to be the last."""
        if self._fini or taille == 0:  # ijson asks for no byte at first, to see that these are bytes
            return b""
        lu = self._retenu
        while len(lu) <= _LONGUEUR_DE_FIN:
            suite = self._flux.read(taille)
            if not suite:
                self._fini = True
                return _avec_temoin(lu)
            lu += suite
        self._retenu = lu[-_LONGUEUR_DE_FIN:]
        return lu[:-_LONGUEUR_DE_FIN]

    def est_temoin(self, objet: Any) -> bool:
        """Tell whether this is the witness, and remember that it was seen."""
        self.vu = self._fini and objet == _TEMOIN
        return self.vu


def _avec_temoin(octets: bytes) -> bytes:
    forme = _FIN.search(octets[-_LONGUEUR_DE_FIN:])
    if forme is None:
        return octets
    place = len(octets) - len(forme["fin"])
    return octets[:place] + _TEMOIN_ECRIT + octets[place:]
