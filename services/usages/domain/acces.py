"""Who reads the figures and who imports them; the territory is checked beside, département by département."""

from shared.kernel.identite import REGIONAUX, Identite, Role

LECTEURS = (Role.ANIMATEUR, Role.REFERENT, Role.COORDINATION, Role.DIRECTION, Role.ARS, Role.OPERATEUR)
"""Animators read the figures of their own territory, the others those of the whole region."""
IMPORTATEURS = (Role.COORDINATION, Role.OPERATEUR)


def territoire(qui: Identite, departement: str | None) -> frozenset[str] | None:
    """Return the départements whose figures to show: the one asked for, else all that the person reads (None: all).

    Raises TerritoireRefuseError.
    """
    if departement:
        qui.exiger_territoire(departement)
        return frozenset({departement})
    return None if qui.role in REGIONAUX else qui.departements
