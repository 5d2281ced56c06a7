"""Write a new version of a target: the engagements opened before keep theirs."""

from datetime import date
from decimal import Decimal

from services.usages.domain.indicateur import Cible
from services.usages.domain.ports import Unit
from services.usages.domain.refus import CibleInvalideError, IndicateurInconnuError, ProgrammeInconnuError


async def fixer_cible(unit: Unit, *, programme: str, indicateur: str, valeur: Decimal, depuis: date) -> Cible:
    """Fix a target. Raises ProgrammeInconnuError, IndicateurInconnuError, CibleInvalideError."""
    programmes = [p.code for p in await unit.catalogue.programmes()]
    if programme not in programmes:
        raise ProgrammeInconnuError(code=programme, connus=", ".join(sorted(programmes)))
    indicateurs = [i.code for i in await unit.catalogue.indicateurs()]
    if indicateur not in indicateurs:
        raise IndicateurInconnuError(code=indicateur, connus=", ".join(sorted(indicateurs)))
    if not valeur.is_finite() or valeur <= 0:
        raise CibleInvalideError(valeur=valeur)
    return await unit.catalogue.fixer(programme=programme, indicateur=indicateur, valeur=valeur, depuis=depuis)
