"""An animator declares the DUI that a site of their territory uses."""

from datetime import datetime
from uuid import UUID

from services.accompagnement.domain.calendrier import jour_de
from services.accompagnement.domain.deploiement import Deploiement, SaisieDeDui
from services.accompagnement.domain.ports import Unit
from services.accompagnement.domain.refus import DemandeDAutreStructureError, StructureInconnueError
from services.accompagnement.usecases.acces import EQUIPE, exiger_role, ouvrir, personne_de
from shared.kernel.identite import Identite
from shared.kernel.ids import Ids


async def declarer_dui(unit: Unit, saisie: SaisieDeDui, *, qui: Identite, ids: Ids, maintenant: datetime) -> UUID:
    """Declare a deployment. Raises FinessInvalideError, StructureInconnueError, DateFutureError, TexteVideError,
    TerritoireRefuseError, DemandeInconnueError, DemandeDAutreStructureError, DuiDejaDeclareError.
    """  # noqa: D205
    exiger_role(qui, *EQUIPE)
    saisie = saisie.verifiee(jour_de(maintenant))
    par = await personne_de(unit.personnes, qui)
    departement = await unit.structures.departement(saisie.finess)
    if departement is None:
        raise StructureInconnueError(champ="finess", valeur=saisie.finess)
    qui.exiger_territoire(departement)
    if saisie.demande is not None:
        demande, _ = await ouvrir(unit, saisie.demande, qui, None)
        if demande.ref.structure != saisie.finess:
            raise DemandeDAutreStructureError(numero=demande.numero, finess=saisie.finess)
    deploiement = Deploiement(
        id=ids.new(),
        departement=departement,
        saisie=saisie,
        declare_par=par.id,
        declare_le=maintenant,
    )
    await unit.deploiements.ajouter(deploiement)
    return deploiement.id
