"""Somebody of the team says when they are away; the coordination may say it for anybody."""

from datetime import date, datetime
from uuid import UUID

from services.accompagnement.domain.calendrier import jour_de
from services.accompagnement.domain.intervenant import Absence, exiger_periode
from services.accompagnement.domain.ports import Unit
from services.accompagnement.domain.refus import IntervenantInconnuError
from services.accompagnement.domain.texte import LONGUEUR_D_UNE_LIGNE, exiger_texte
from services.accompagnement.usecases.acces import EQUIPE, exiger_role, personne_de
from shared.kernel.identite import Identite, Role
from shared.kernel.ids import Ids


async def declarer_absence(
    unit: Unit,
    *,
    qui: Identite,
    debut: date,
    fin: date,
    motif: str,
    intervenant: UUID | None = None,
    ids: Ids,
    maintenant: datetime,
) -> UUID:
    """Declare an absence. Raises AbsenceInvalideError, IntervenantInconnuError, AccesRefuseError."""
    absent = await _absent(unit, qui, intervenant)
    absence = Absence(
        id=ids.new(),
        personne=absent,
        periode=exiger_periode(debut, fin, jour_de(maintenant)),
        motif=exiger_texte("motif", motif, limite=LONGUEUR_D_UNE_LIGNE, vide=True),
        declaree_par=qui.sujet,
        declaree_le=maintenant,
    )
    await unit.absences.ajouter(absence)
    await unit.equipe.mesurer([absent])
    return absence.id


async def annuler_absence(unit: Unit, absence: UUID, *, qui: Identite, maintenant: datetime) -> None:
    """Take an absence back. Raises AbsenceInconnueError, AccesRefuseError, PersonneInconnueError."""
    exiger_role(qui, *EQUIPE)
    prise = await unit.absences.get(absence, jour_de(maintenant))
    await _absent(unit, qui, prise.personne)
    await unit.absences.annuler(absence, maintenant)
    await unit.equipe.mesurer([prise.personne])


async def _absent(unit: Unit, qui: Identite, intervenant: UUID | None) -> UUID:
    exiger_role(qui, *EQUIPE)
    soi = await unit.personnes.de_sujet(qui.sujet)
    if intervenant is None or (soi and soi.id == intervenant):
        intervenant = (await personne_de(unit.personnes, qui)).id
    else:
        exiger_role(qui, Role.COORDINATION)
    if await unit.equipe.intervenant(intervenant) is None:
        raise IntervenantInconnuError(champ="intervenant", valeur=str(intervenant))
    return intervenant
