"""Who may act and read: an account becomes an author, and a request is opened only to those who may see it."""

from datetime import date
from uuid import UUID

from services.accompagnement.domain.auteur import Acteur, Auteur
from services.accompagnement.domain.demande import Demande
from services.accompagnement.domain.etats import Etat
from services.accompagnement.domain.intervenant import Personne
from services.accompagnement.domain.ports import Personnes, Unit
from services.accompagnement.domain.refus import PersonneInconnueError
from services.accompagnement.domain.suppleance import Suppleance
from shared.kernel.identite import AccesRefuseError, Identite, Role

EQUIPE = frozenset({Role.ANIMATEUR, Role.REFERENT, Role.COORDINATION})
"""Roles that read and answer requests."""
COORDINATION = frozenset({Role.COORDINATION, Role.REFERENT})
"""Roles that see what waits to be qualified."""
PILOTAGE = frozenset({Role.DIRECTION, Role.ARS})
"""Roles that read aggregates, never a request nor a person."""
OUBLI = frozenset({Role.COORDINATION, Role.OPERATEUR})
"""Roles that forget somebody who asks for it."""

_ACTEURS = {
    Role.ANIMATEUR: Acteur.INTERVENANT,
    Role.REFERENT: Acteur.REFERENT,
    Role.COORDINATION: Acteur.COORDINATION,
}
_A_RELEVER = frozenset({Etat.A_QUALIFIER, Etat.AFFECTEE})


def exiger_role(qui: Identite, *roles: Role) -> None:
    """Raises AccesRefuseError."""
    if qui.role not in roles:
        raise AccesRefuseError(attendus=", ".join(sorted(role.value for role in roles)), roles=qui.role.value)


async def personne_de(personnes: Personnes, qui: Identite) -> Personne:
    """Return the person of the team behind an account. Raises PersonneInconnueError."""
    personne = await personnes.de_sujet(qui.sujet)
    if personne is None:
        raise PersonneInconnueError
    return personne


async def auteur_de(personnes: Personnes, qui: Identite) -> Auteur:
    """Return who acts behind an account of the team. Raises AccesRefuseError, PersonneInconnueError.

    The coordination and the référents may act without being counted in the team.
    """
    exiger_role(qui, *EQUIPE)
    personne = await personnes.de_sujet(qui.sujet)
    if personne is None and qui.role is Role.ANIMATEUR:
        raise PersonneInconnueError
    return Auteur(_ACTEURS[qui.role], personne.id if personne else None)


async def ouvrir(unit: Unit, demande: UUID, qui: Identite, version: int | None) -> tuple[Demande, Auteur]:
    """Return a request to act on, and who acts: its principal, or somebody whose territory it is in.

    Raises DemandeInconnueError, AccesRefuseError, PersonneInconnueError, TerritoireRefuseError, VersionPerimeeError.
    """
    auteur = await auteur_de(unit.personnes, qui)
    ouverte = await unit.demandes.get(demande)
    if Acteur.PRINCIPAL not in auteur.parts(ouverte.principal):
        qui.exiger_territoire(ouverte.ref.departement)
    ouverte.exiger_version(version)
    return ouverte, auteur


async def suppleance_de(unit: Unit, demande: Demande, auteur: Auteur, jour: date) -> Suppleance:
    """Return who could be replaced around a request on this day, and by whom: nobody once it is taken."""
    if demande.etat not in _A_RELEVER:
        return Suppleance(jour)
    equipe, animateur = unit.equipe, auteur.personne if auteur.acteur is Acteur.INTERVENANT else None
    return Suppleance(
        jour,
        principal=await equipe.intervenant(demande.principal) if demande.principal else None,
        soi=await equipe.intervenant(animateur) if animateur else None,
    )
