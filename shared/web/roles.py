"""The names that people read for the roles."""

from collections.abc import Mapping

from shared.kernel.identite import Role

LIBELLES_DES_ROLES: Mapping[Role, str] = {
    Role.DEMANDEUR: "Demandeur",
    Role.ANIMATEUR: "Animateur",
    Role.REFERENT: "Référent",
    Role.COORDINATION: "Coordination",
    Role.DIRECTION: "Direction",
    Role.ARS: "ARS",
    Role.REGULATEUR: "Régulateur",
    Role.MEDECIN: "Médecin",
    Role.AMBASSADEUR: "Ambassadeur",
    Role.OPERATEUR: "Opérateur",
}


def libelle_du_role(role: Role) -> str:
    """Return the name that people read for a role."""
    return LIBELLES_DES_ROLES[role]


def mot_du_role(role: Role) -> str:
    """Return the same inside a sentence."""
    libelle = libelle_du_role(role)
    return libelle if libelle.isupper() else libelle.lower()
