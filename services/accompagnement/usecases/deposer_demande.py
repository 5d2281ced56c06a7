"""Deposit a request and, in the same transaction, find who answers for it, or leave it to the coordination."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import NoReturn
from uuid import UUID

from services.accompagnement.domain.auteur import DEMANDEUR, SYSTEME
from services.accompagnement.domain.calendrier import jour_de
from services.accompagnement.domain.demande import Affectation, Demande
from services.accompagnement.domain.depot import Contact, Depot
from services.accompagnement.domain.etats import Canal, CauseDAffectation, MotifDeQualification
from services.accompagnement.domain.faits import Reference
from services.accompagnement.domain.intervenant import Personne
from services.accompagnement.domain.ports import CleDeDepot, ContexteDeDepot, OuvertureDeDepot, Thematique, Unit
from services.accompagnement.domain.refus import (
    CleDejaUtiliseeError,
    CleInvalideError,
    StructureInconnueError,
    ThematiqueInconnueError,
)
from services.accompagnement.domain.routage import Besoin, Decision, router
from shared.kernel.ids import Ids
from shared.kernel.territoire import OCCITANIE

_LONGUEUR_D_UNE_CLE = 200


@dataclass(frozen=True, slots=True)
class Deposee:
    """What a deposit made."""

    demande: UUID
    numero: str


async def deposer_demande(
    unit: Unit, depot: Depot, *, canal: Canal, cle: str | None, ids: Ids, maintenant: datetime
) -> Deposee:
    """Deposit a request. Raises what `Depot.verifie` raises, StructureInconnueError, ThematiqueInconnueError,
    CleInvalideError, CleDejaUtiliseeError, DepotEnCoursError.
    """  # noqa: D205
    depot = depot.verifie()
    empreinte = _empreinte(depot)
    contexte = await unit.depots.contexte(depot, cle if cle is None else _cle(cle), maintenant)
    if retenu := contexte.retenu:
        if retenu.empreinte != empreinte:
            raise CleDejaUtiliseeError(cle=cle)
        return Deposee(retenu.demande, retenu.numero)
    thematique = contexte.thematique or await _sans_thematique(unit, depot.thematique)
    demandeur = await _demandeur(unit, depot, contexte, ids, maintenant)
    nouvelle, gardee = ids.new(), None if cle is None else CleDeDepot(cle, empreinte)
    ouverture = await unit.depots.ouvrir(nouvelle, depot, demandeur=demandeur, cle=gardee, maintenant=maintenant)
    structure = ouverture.structure
    if depot.structure and structure is None:
        raise StructureInconnueError(champ="structure", valeur=depot.structure)
    ref = Reference(
        demande=nouvelle,
        numero=ouverture.numero,
        structure=depot.structure or None,
        departement=structure.departement if structure else depot.departement,
        thematique=thematique.code,
        demandeur=demandeur,
    )
    demande = Demande.deposer(
        ref,
        canal=canal,
        nom_structure=structure.nom if structure else depot.nom_structure,
        texte=depot.texte,
        maintenant=maintenant,
        par=DEMANDEUR,
    )
    if motifs := _motifs(ref, thematique, ouverture):
        demande.mettre_a_qualifier(motifs, maintenant)
    else:
        instantane = await unit.equipe.instantane(ouverture.habituel, jour_de(maintenant), contexte.parametres)
        decision = router(Besoin(ref.departement, thematique.points), instantane)
        _affecter(demande, decision, thematique.points, affectation=ids.new(), maintenant=maintenant)
    if structure and structure.fermee:
        demande.signaler_fermeture(maintenant)
    await unit.demandes.ajouter(demande)
    return Deposee(ref.demande, ref.numero)


def _affecter(demande: Demande, decision: Decision, points: float, *, affectation: UUID, maintenant: datetime) -> None:
    if decision.intervenant is None or decision.code is None:
        demande.mettre_a_qualifier([MotifDeQualification.AUCUN_CANDIDAT], maintenant)
        return
    choix = Affectation(
        id=affectation,
        intervenant=decision.intervenant,
        nom="",
        cause=CauseDAffectation.AUTOMATIQUE,
        code=decision.code,
        phrase=decision.phrase,
        points=points,
        debut=maintenant,
        instantane=decision.instantane,
    )
    demande.affecter(choix, SYSTEME)


def _motifs(ref: Reference, thematique: Thematique, ouverture: OuvertureDeDepot) -> list[MotifDeQualification]:
    raisons = {
        MotifDeQualification.STRUCTURE_INCONNUE: ref.structure is None,
        MotifDeQualification.HORS_REGION: ref.departement not in OCCITANIE,
        MotifDeQualification.THEMATIQUE_AUTRE: thematique.a_qualifier,
        MotifDeQualification.DOUBLON_SUSPECTE: ouverture.doublon and not thematique.a_qualifier,
    }
    return [motif for motif, vaut in raisons.items() if vaut]


async def _sans_thematique(unit: Unit, code: str) -> NoReturn:
    possibles = ", ".join(await unit.reglages.codes_des_thematiques())
    raise ThematiqueInconnueError(champ="thematique", valeur=code, possibles=possibles)


async def _demandeur(unit: Unit, depot: Depot, contexte: ContexteDeDepot, ids: Ids, maintenant: datetime) -> UUID:
    """Return who asks: the same person as before for the same address and structure, with what was given last.

    What is left empty this time erases nothing.
    """
    donne, structure = depot.contact, depot.structure or None
    connu = contexte.demandeur
    if connu is None:
        connu = Personne(id=ids.new(), version=1, nom=donne.nom, courriel=donne.courriel or None, structure=structure)
    elif connu.nom != donne.nom:
        connu = replace(connu, version=connu.version + 1, nom=donne.nom)
    avant = contexte.contact
    contact = Contact(fonction=donne.fonction or avant.fonction, telephone=donne.telephone or avant.telephone)
    autre = contact if contact != avant else None
    if autre or connu != contexte.demandeur:
        await unit.personnes.save(connu, maintenant, autre)
    return connu.id


def _cle(cle: str) -> str:
    if not (0 < len(cle) <= _LONGUEUR_D_UNE_CLE and cle.isascii() and cle.isprintable()):
        raise CleInvalideError
    return cle


def _empreinte(depot: Depot) -> str:
    return hashlib.sha256(json.dumps(asdict(depot), sort_keys=True).encode()).hexdigest()
