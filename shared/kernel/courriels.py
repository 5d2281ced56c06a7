"""Addresses that a mail can be sent to: one plain ASCII mailbox (RFC 5321 §4.1.2), or in French what forbids it."""

import re
from collections.abc import Sequence

from shared.kernel.errors import InvalidInput

_DEFAUTS: Sequence[tuple[re.Pattern[str], str]] = tuple(
    (re.compile(defaut), raison)
    for defaut, raison in (
        (r"[\x00-\x20\x7f-\xa0\s]", "elle contient un blanc ou un caractère invisible"),
        (r"[^\x00-\x7f]", "« {} » n’y est pas accepté, donnez une adresse sans accent"),
        (r"^[^@]*$|^@|@$|@.*@", "on attend un nom, un seul « @ » et un domaine, comme nom@exemple.fr"),
        (r"^.{255}|^[^@]{65}", "elle est trop longue, 254 caractères au plus dont 64 avant « @ »"),
        (r"=\?|[^A-Za-z0-9.!#$%&'*+/=?^_`{|}~@-]", "« {} » n’y est pas accepté"),
        (r"^\.|\.\.|\.@|@\.|\.$", "un point ne peut ni la commencer ni la finir, ni toucher « @ » ou un autre point"),
        (
            r"@(?!(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9][A-Za-z0-9-]{0,61}[A-Za-z0-9]$)",
            "ce qui suit « @ » n’est pas un nom de domaine complet, comme exemple.fr",
        ),
    )
)
"""What must not be found in an address, in the order it is told. `=?` opens an encoded word (RFC 2047) in a header."""


class CourrielInutilisableError(InvalidInput):
    """The text has the look of an address, but no mail could be sent to it."""

    message = "« {valeur} » n’est pas une adresse où nous pouvons écrire : {raison}."


def defaut_de_courriel(adresse: str) -> str | None:
    """Return in French why no mail can be sent to an address, or None when one can."""
    for defaut, raison in _DEFAUTS:
        trouve = defaut.search(adresse)
        if trouve is not None:
            return raison.format(trouve.group())
    return None
