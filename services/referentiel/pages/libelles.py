"""The words of the sheet: codes of the source and names of our fields, as people read them."""

from collections.abc import Iterable, Mapping

from services.referentiel.domain.structure import Adresse

ETATS: Mapping[str, str] = {"ouverte": "Ouvertes", "fermee": "Fermées"}

MANQUES_DE_DUI: Mapping[str, str] = {
    "sans_dui": "Médico-social sans DUI déclaré",
    "non_reference": "DUI non référencé Ségur",
}

# What the other services say of a structure, in its sheet: the title of the place, and what one signs in to see.
PLACES: Mapping[str, tuple[str, str]] = {
    "usages": ("Usages", "les usages numériques de cette structure"),
    "accompagnement": ("Demandes", "les demandes d’aide de cette structure"),
    "notifications": ("Messages", "les messages envoyés au sujet de cette structure"),
    "sas": ("Rendez-vous du SAS", "ce que le SAS sait de cette structure"),
}

GENRES_DE_DEPLOIEMENT: Mapping[str, str] = {
    "deploiement": "Déploiement du DUI",
    "montee_de_version": "Montée de version du DUI",
}

VOIES: Mapping[str, str] = {
    "ALL": "allée",
    "AV": "avenue",
    "BD": "boulevard",
    "CHE": "chemin",
    "CRS": "cours",
    "FG": "faubourg",
    "IMP": "impasse",
    "LOT": "lotissement",
    "PL": "place",
    "QUA": "quartier",
    "R": "rue",
    "RES": "résidence",
    "RTE": "route",
    "SQ": "square",
}

EVENEMENTS: Mapping[str, str] = {
    "StructureConstatee": "Première lecture dans l’annuaire",
    "StructureOuverte": "Ouverture",
    "StructureRenommee": "Changement de nom",
    "StructureFermee": "Fermeture",
    "StructureRouverte": "Réouverture",
    "StructureTransferee": "Changement d’entité juridique",
    "StructureModifiee": "Modification",
}

CHAMPS: Mapping[str, str] = {
    "nom": "nom",
    "nom_long": "nom long",
    "complement_nom": "complément de nom",
    "categorie": "catégorie",
    "siret": "SIRET",
    "etat": "état",
    "date_ouverture": "date d’ouverture",
    "date_autorisation": "date d’autorisation",
    "date_fermeture": "date de fermeture",
    "departement": "département",
    "departement_deduit": "département",
    "adresse": "adresse",
    "point": "position",
    "telephones": "téléphone",
    "entite_juridique": "entité juridique",
}


def champs(noms: Iterable[str]) -> str:
    """Tell the fields that changed: `nom, adresse, téléphone`; parts are told as their whole, each once."""
    told = (CHAMPS.get(nom, CHAMPS.get(nom.partition(".")[0], nom)) for nom in noms)
    return ", ".join(dict.fromkeys(told))


def lignes_adresse(adresse: Adresse) -> tuple[str, ...]:
    """Write an address as on an envelope, without the parts that are unknown."""
    voie = (adresse.numero, VOIES.get(adresse.type_voie or "", adresse.type_voie), adresse.voie)
    lignes = (
        adresse.complement,
        " ".join(part for part in voie if part),
        adresse.lieu_dit,
        f"{adresse.code_postal} {adresse.commune}".strip(),
    )
    return tuple(ligne for ligne in lignes if ligne)
