"""Somebody who asked for support wants to be forgotten before the delay has passed."""

from datetime import datetime

from services.accompagnement.domain.depot import exiger_courriel
from services.accompagnement.domain.ports import Unit
from services.accompagnement.domain.refus import DemandesEnCoursError, DemandeurInconnuError
from services.accompagnement.domain.texte import exiger_ligne
from services.accompagnement.usecases.acces import OUBLI, exiger_role
from shared.kernel.identite import Identite


async def oublier_demandeur(unit: Unit, courriel: str, *, qui: Identite, maintenant: datetime) -> None:
    """Forget who asked under this address. Raises CourrielInvalideError, DemandeurInconnuError, DemandesEnCoursError,
    AccesRefuseError.
    """  # noqa: D205
    exiger_role(qui, *OUBLI)
    adresse = exiger_courriel("courriel", exiger_ligne("courriel", courriel, vide=True))
    demandeurs = await unit.demandes.en_cours_de(adresse)
    if not demandeurs:
        raise DemandeurInconnuError
    if en_cours := sorted(numero for numeros in demandeurs.values() for numero in numeros):
        raise DemandesEnCoursError(numeros=", ".join(en_cours))
    await unit.demandes.oublier(demandeurs, maintenant)
