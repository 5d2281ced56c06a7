"""FINESS numbers: nine characters, département of registration, rank and Luhn key (Corsica: A is 1, B is 2)."""

import re

from shared.kernel.errors import InvalidInput

_SHAPE = re.compile(r"[0-9][0-9AB][0-9]{7}")
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


class FinessInvalideError(InvalidInput):
    """The text is not a FINESS number: wrong shape or wrong key."""

    message = "« {valeur} » n'est pas un numéro FINESS : neuf caractères et une clé de contrôle juste sont attendus."


def cle_luhn(debut: str) -> int:
    """Return the Luhn key (0–9) of the first eight characters of a FINESS number."""
    digits = [int({"A": "1", "B": "2"}.get(c, c)) for c in debut]
    total = sum(_DOUBLED[d] if i % 2 else d for i, d in enumerate(digits))
    return -total % 10


def est_finess(valeur: str) -> bool:
    """Tell whether the text has the shape and the key of a FINESS number."""
    return _SHAPE.fullmatch(valeur) is not None and cle_luhn(valeur[:8]) == int(valeur[8])


def exiger_finess(valeur: str) -> str:
    """Return the number without its spaces. Raises FinessInvalideError."""
    numero = valeur.replace(" ", "").replace("\u202f", "").replace("\xa0", "").upper()
    if not est_finess(numero):
        raise FinessInvalideError(valeur=valeur)
    return numero
