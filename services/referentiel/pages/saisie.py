"""What somebody typed in a search box, when it is a number rather than words."""

import re

_NUMERO_FINESS = re.compile(r"[0-9][0-9AB][0-9]{7}")
_NUMERO_DE_DEMANDE = re.compile(r"DA-?([0-9]{4})-?([0-9]{5,})")


def numero_finess(texte: str) -> str | None:
    """Return the FINESS number that was typed, without its blanks; None for anything else. The key is not checked."""
    numero = re.sub(r"\s", "", texte).upper()
    return numero if _NUMERO_FINESS.fullmatch(numero) else None


def numero_de_demande(texte: str) -> str | None:
    """Return the number of a request that was typed, as people read it (`DA-2026-00042`); None for anything else."""
    found = _NUMERO_DE_DEMANDE.fullmatch(re.sub(r"\s", "", texte).upper())
    return f"DA-{found[1]}-{found[2]}" if found else None
