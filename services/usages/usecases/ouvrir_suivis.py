"""Open the follow-up of programmes at a site: by the rule that starts their clock, or by hand. Once per programme."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.usages.domain.engagement import Engagement, Ouverture, cibles_en_vigueur
from services.usages.domain.indicateur import Programme, RegleDepart
from services.usages.domain.ports import Unit
from services.usages.domain.refus import EngagementDejaOuvertError, ProgrammeInconnuError
from services.usages.usecases.constater_passages import constater_passages
from shared.kernel.finess import exiger_finess
from shared.kernel.ids import Ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Depart:
    """What starts a clock: at which site, on which day, who says so, and when."""

    finess: str
    debut: date
    par: str
    le: datetime


async def ouvrir_suivis(unit: Unit, departs: Sequence[Depart], regle: RegleDepart, ids: Ids) -> int:
    """Open the engagements of the programmes that start by this rule, one after the other; return how many were new."""
    if not departs:
        return 0
    programmes = [p for p in await unit.catalogue.programmes() if p.regle_depart is regle]
    return len(await _ouvrir(unit, departs, programmes, ids))


async def ouvrir_engagement(unit: Unit, depart: Depart, programme: str, ids: Ids) -> Engagement:
    """Open one engagement by hand. Raises FinessInvalideError, ProgrammeInconnuError, EngagementDejaOuvertError."""
    connus = {p.code: p for p in await unit.catalogue.programmes()}
    if programme not in connus:
        raise ProgrammeInconnuError(code=programme, connus=", ".join(sorted(connus)))
    exact = Depart(finess=exiger_finess(depart.finess), debut=depart.debut, par=depart.par, le=depart.le)
    ouverts = await _ouvrir(unit, [exact], [connus[programme]], ids)
    if not ouverts:
        raise EngagementDejaOuvertError(finess=exact.finess, programme=connus[programme].libelle)
    return ouverts[0]


async def _ouvrir(unit: Unit, departs: Sequence[Depart], programmes: Sequence[Programme], ids: Ids) -> list[Engagement]:
    await unit.engagements.reserver()
    cibles = tuple(await unit.catalogue.cibles())
    ouvertures = [
        Ouverture(
            engagement=Engagement(
                id=ids.new(),
                finess=depart.finess,
                programme=programme.code,
                regle_depart=programme.regle_depart,
                debut=depart.debut,
                duree_mois=programme.duree_mois,
                ouvert_le=depart.le,
                ouvert_par=depart.par,
            ),
            cibles=cibles_en_vigueur(cibles, programme, depart.debut),
        )
        for depart in departs
        for programme in programmes
    ]
    ecrits = set(await unit.engagements.ouvrir(ouvertures))
    await constater_passages(unit, sorted(ecrits), departs[-1].le)
    return [ouverture.engagement for ouverture in ouvertures if ouverture.engagement.id in ecrits]
