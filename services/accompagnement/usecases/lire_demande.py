"""One request, whole, for those who may read it; and what the structure reads behind its link."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.accompagnement.domain.auteur import Acteur, Auteur
from services.accompagnement.domain.calendrier import jour_de, jours_ouvres_apres
from services.accompagnement.domain.demande import Affectation, Demande
from services.accompagnement.domain.etats import Etat
from services.accompagnement.domain.territoire import nom_du_departement
from services.accompagnement.usecases.acces import auteur_de, suppleance_de
from services.accompagnement.usecases.lectures import (
    CandidatVu,
    ExplicationVue,
    FicheDemande,
    IntervenantVu,
    StructureVue,
)
from services.accompagnement.usecases.phrases import signalement
from services.accompagnement.usecases.questions import Vue
from shared.kernel.identite import Identite


async def lire_demande(vue: Vue, demande: UUID, qui: Identite) -> FicheDemande:
    """Read one request. Raises DemandeInconnueError, AccesRefuseError, PersonneInconnueError, TerritoireRefuseError."""
    auteur = await auteur_de(vue.unit.personnes, qui)
    lue = await vue.unit.demandes.lire(demande)
    if Acteur.PRINCIPAL not in auteur.parts(lue.principal):
        qui.exiger_territoire(lue.ref.departement)
    finess = lue.ref.structure
    structure = await vue.demandes.structure(finess) if finess else None
    suppleance = await suppleance_de(vue.unit, lue, auteur, jour_de(vue.maintenant))
    actions = _actions(lue, suppleance.situer(auteur, lue), structure, qui)
    equipe = await vue.equipe.intervenants(jour_de(vue.maintenant))
    autres = await vue.demandes.demandes_de(finess) if finess else ()
    return FicheDemande(
        demande=lue.ref.demande,
        numero=lue.numero,
        version=lue.version,
        etat=lue.etat,
        canal=lue.canal.value,
        departement=lue.ref.departement,
        nom_departement=nom_du_departement(lue.ref.departement),
        structure=structure,
        nom_structure=structure.nom if structure else lue.nom_structure,
        thematique=await vue.demandes.theme(lue.ref.thematique),
        texte=lue.texte,
        demandeur=await vue.demandes.contact(lue.ref.demandeur),
        deposee_le=lue.deposee_le,
        mouvement_le=lue.mouvement_le,
        echeance=await _echeance(vue, lue),
        principal=next((i for i in equipe if i.personne == lue.principal), None),
        explication=_explication(lue.affectation, equipe),
        motifs=lue.motifs,
        issue=lue.issue,
        motif_refus=lue.motif_refus,
        orientation=lue.orientation,
        signalement=signalement(au_depot=lue.signalee_le == lue.deposee_le) if lue.signalee_le else None,
        cloture_prevue_le=await cloture_prevue(vue, lue),
        fil=await vue.demandes.fil(lue.ref.demande),
        histoire=await vue.demandes.histoire(lue.ref.demande),
        autres=tuple(ligne for ligne in autres if ligne.demande != lue.ref.demande),
        deploiements=await vue.demandes.deploiements(finess) if finess else (),
        actions=actions,
        choisissables=_choisissables(equipe, lue.ref.departement) if "affecter" in actions else (),
    )


async def cloture_prevue(vue: Vue, demande: Demande) -> datetime | None:
    """Return when a resolved request will be closed by silence, None for any other."""
    if demande.etat is not Etat.RESOLUE or demande.resolue_le is None:
        return None
    return demande.resolue_le + timedelta(days=(await vue.unit.reglages.parametres()).cloture_jours)


async def _echeance(vue: Vue, demande: Demande) -> date | None:
    if demande.etat not in (Etat.DEPOSEE, Etat.A_QUALIFIER, Etat.AFFECTEE):
        return None
    jours = (await vue.unit.reglages.parametres()).prise_en_charge_jours
    return jours_ouvres_apres(jour_de(demande.deposee_le), int(jours))


def _actions(demande: Demande, auteur: Auteur, structure: StructureVue | None, qui: Identite) -> frozenset[str]:
    possibles = {*demande.actions(auteur), "noter"}
    if structure and auteur.personne and demande.etat.est_ouvert and qui.couvre(structure.departement):
        possibles.add("declarer_dui")
    return frozenset(possibles)


def _choisissables(equipe: Sequence[IntervenantVu], departement: str) -> tuple[IntervenantVu, ...]:
    """Return who may be chosen today: those of the département first."""
    presents = [i for i in equipe if i.actif and i.absent_jusqu_au is None]
    return tuple(sorted(presents, key=lambda i: departement not in i.departements))


def _explication(affectation: Affectation | None, equipe: Sequence[IntervenantVu]) -> ExplicationVue | None:
    if affectation is None:
        return None
    noms = {str(i.personne): i.nom for i in equipe}
    candidats: Sequence[Mapping[str, Any]] = affectation.instantane.get("candidats", ())
    return ExplicationVue(
        code=affectation.code,
        phrase=affectation.phrase,
        le=affectation.debut,
        candidats=tuple(
            CandidatVu(
                personne=UUID(candidat["personne"]),
                nom=noms.get(candidat["personne"], ""),
                points=candidat["points"],
                capacite=candidat["capacite"],
                taux_apres=candidat["taux_apres"],
                retenu=candidat["retenu"],
                habituel=candidat["habituel"],
            )
            for candidat in candidats
        ),
    )
