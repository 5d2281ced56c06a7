"""How a commune's code or a postcode tells the département."""

import re

_COMMUNE = re.compile(r"(?!99)[0-9][0-9AB][0-9]{3}")
_CODE_POSTAL = re.compile(r"[0-9]{5}")
_OUTRE_MER = re.compile(r"97[1-8]")
_CORSE_DU_SUD = ("200", "201")


def est_code_commune(code: str) -> bool:
    """Tell whether this is the code of a French commune: 99xxx are foreign countries, or the unknown (99999)."""
    return _COMMUNE.fullmatch(code) is not None


def est_code_postal(code: str) -> bool:
    """Tell whether this has the shape of a postcode."""
    return _CODE_POSTAL.fullmatch(code) is not None


def departement_de(code_commune: str | None, code_postal: str | None) -> tuple[str | None, bool]:
    """Return the département by the commune, else by the postcode, else None; and whether it was deduced so."""
    if code_commune and est_code_commune(code_commune):
        return _debut(code_commune), False
    if code_postal and est_code_postal(code_postal):
        if code_postal.startswith("20"):
            return ("2A" if code_postal.startswith(_CORSE_DU_SUD) else "2B"), True
        return _debut(code_postal), True
    return None, False


def _debut(code: str) -> str:
    return code[:3] if _OUTRE_MER.match(code) else code[:2]
