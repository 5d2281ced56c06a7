"""The coordination chooses who answers for a request that no rule could assign, or whose principal is away."""

from datetime import datetime
from uuid import UUID

from services.accompagnement.domain.calendrier import jour_de
from services.accompagnement.domain.demande import Affectation
from services.accompagnement.domain.etats import CauseDAffectation, CodeDExplication
from services.accompagnement.domain.ports import Unit
from services.accompagnement.domain.refus import IntervenantAbsentError, IntervenantInconnuError
from services.accompagnement.usecases.acces import ouvrir, suppleance_de
from shared.kernel.identite import Identite
from shared.kernel.ids import Ids


async def affecter(
    unit: Unit,
    demande: UUID,
    *,
    qui: Identite,
    intervenant: UUID,
    version: int | None = None,
    ids: Ids,
    maintenant: datetime,
) -> None:
    """Assign by hand. Raises as `ouvrir`, IntervenantInconnuError, IntervenantAbsentError and what Demande raises."""
    await unit.equipe.verrouiller()
    ouverte, auteur = await ouvrir(unit, demande, qui, version)
    choisi = await unit.equipe.intervenant(intervenant)
    if choisi is None:
        raise IntervenantInconnuError(champ="intervenant", valeur=str(intervenant))
    jour = jour_de(maintenant)
    if not choisi.est_present(jour):
        raise IntervenantAbsentError(intervenant=choisi.personne.nom)
    thematique = await unit.reglages.thematique(ouverte.ref.thematique)
    assert thematique is not None
    affectation = Affectation(
        id=ids.new(),
        intervenant=intervenant,
        nom=choisi.personne.nom,
        cause=CauseDAffectation.MANUELLE,
        code=CodeDExplication.CHOIX_DE_LA_COORDINATION,
        phrase="Choix de la coordination.",
        points=thematique.points,
        debut=maintenant,
    )
    suppleance = await suppleance_de(unit, ouverte, auteur, jour)
    ouverte.affecter(affectation, suppleance.situer(auteur, ouverte))
    await unit.demandes.save(ouverte)
