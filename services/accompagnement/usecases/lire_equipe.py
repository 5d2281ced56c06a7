"""What waits for the coordination, how the load stands, who is away, and how a structure is followed."""

import re
import unicodedata
from collections.abc import Sequence

from services.accompagnement.domain.calendrier import jour_de
from services.accompagnement.domain.etats import Profil
from services.accompagnement.domain.refus import StructureInconnueError
from services.accompagnement.usecases.acces import COORDINATION, EQUIPE, PILOTAGE, exiger_role
from services.accompagnement.usecases.lectures import IntervenantVu, StructureVue
from services.accompagnement.usecases.lectures_equipe import (
    AbsenceVue,
    ChargeDuDepartement,
    ChargeVue,
    Coordination,
    StructureAccompagnee,
)
from services.accompagnement.usecases.questions import Vue
from shared.kernel.identite import Identite, Role
from shared.kernel.territoire import OCCITANIE


async def lire_coordination(vue: Vue, qui: Identite) -> Coordination:
    """Read what waits to be qualified and the loads; aggregates only for those who steer. Raises AccesRefuseError."""
    exiger_role(qui, *COORDINATION, *PILOTAGE)
    charges = await vue.equipe.charges(jour_de(vue.maintenant))
    departements = await _par_departement(vue, charges)
    if qui.role in PILOTAGE:
        return Coordination(a_qualifier=(), signalees=(), charges=(), departements=departements)
    return Coordination(
        a_qualifier=await vue.demandes.a_qualifier(),
        signalees=await vue.demandes.signalees(None),
        charges=charges,
        departements=departements,
    )


async def lire_intervenants(vue: Vue, qui: Identite) -> tuple[IntervenantVu, ...]:
    """Read the team. Raises AccesRefuseError."""
    exiger_role(qui, *EQUIPE)
    return await vue.equipe.intervenants(jour_de(vue.maintenant))


async def lire_absences(vue: Vue, qui: Identite) -> tuple[AbsenceVue, ...]:
    """Read the absences under way or to come: one's own, or everybody's for the coordination."""
    exiger_role(qui, *EQUIPE)
    jour = jour_de(vue.maintenant)
    if qui.role is Role.COORDINATION:
        return await vue.equipe.absences(jour)
    personne = await vue.unit.personnes.de_sujet(qui.sujet)
    return await vue.equipe.absences(jour, personne.id) if personne else ()


async def lire_structure(vue: Vue, finess: str) -> StructureVue:
    """Read a structure of our copy of the directory. Raises StructureInconnueError."""
    structure = await vue.demandes.structure(finess)
    if structure is None:
        raise StructureInconnueError(champ="structure", valeur=finess)
    return structure


async def chercher_structures(vue: Vue, texte: str) -> tuple[StructureVue, ...]:
    """Look for open structures by the words of their name or town, or by number; the directory's search does better."""
    nu = "".join(c for c in unicodedata.normalize("NFD", texte[:200]) if not unicodedata.combining(c)).upper()
    mots = re.findall(r"[0-9A-Z]+", nu)
    return await vue.demandes.chercher([f"%{mot}%" for mot in mots]) if mots else ()


async def lire_structure_accompagnee(vue: Vue, finess: str, qui: Identite) -> StructureAccompagnee:
    """Read how a structure is followed: its requests for those of the team whose territory it is in, else counts."""
    structure = await vue.demandes.structure(finess)
    lisible = qui.role in EQUIPE and qui.couvre(structure.departement if structure else None)
    ouvertes, total = await vue.demandes.nombres_de(finess)
    interlocuteur = await vue.demandes.interlocuteur(finess)
    return StructureAccompagnee(
        finess=finess,
        connue=structure is not None,
        ouvertes=ouvertes,
        total=total,
        demandes=await vue.demandes.demandes_de(finess) if lisible else (),
        interlocuteur=interlocuteur[0] if interlocuteur else None,
        interlocuteur_depuis=interlocuteur[1] if interlocuteur else None,
        copie_version=structure.version if structure else None,
        copie_recue_le=structure.recue_le if structure else None,
    )


async def _par_departement(vue: Vue, charges: Sequence[ChargeVue]) -> tuple[ChargeDuDepartement, ...]:
    ouvertes = await vue.equipe.par_departement()
    animateurs = [charge for charge in charges if charge.profil is Profil.ANIMATEUR]
    return tuple(_du_departement(code, animateurs, *ouvertes.get(code, (0, 0))) for code in OCCITANIE)


def _du_departement(code: str, animateurs: Sequence[ChargeVue], ouvertes: int, a_qualifier: int) -> ChargeDuDepartement:
    couvrent = [charge for charge in animateurs if code in charge.departements]
    presents = [charge for charge in couvrent if charge.present]
    points = round(sum(charge.points for charge in couvrent), 2)
    capacite = round(sum(charge.capacite for charge in couvrent), 2)
    return ChargeDuDepartement(
        departement=code,
        nom=OCCITANIE[code],
        ouvertes=ouvertes,
        a_qualifier=a_qualifier,
        intervenants=len(couvrent),
        presents=len(presents),
        points=points,
        capacite=capacite,
        taux=points / capacite if capacite else 0.0,
        decouvert=not presents,
    )
