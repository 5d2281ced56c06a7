"""Refusals as a form says them at its field: what is wrong and what to do, in the words of the screen."""

from collections.abc import Mapping

from shared.kernel.errors import Refusal

# By refusal and field; "" is for any field.
PHRASES: Mapping[tuple[str, str], str] = {
    ("TexteVideError", "texte"): "Écrivez quelques mots.",
    ("TexteVideError", "note"): "Écrivez votre note.",
    ("TexteVideError", "nom"): "Indiquez votre nom.",
    ("TexteVideError", "orientation"): "Dites à la structure vers qui se tourner.",
    ("TexteVideError", "editeur"): "Indiquez l’éditeur du logiciel.",
    ("TexteVideError", "logiciel"): "Indiquez le nom du logiciel.",
    ("TexteVideError", "version_logiciel"): "Indiquez la version du logiciel.",
    ("TexteTropLongError", ""): "{longueur} caractères, c’est trop : {limite} au plus. Gardez l’essentiel.",
    ("NumeroDeSecuriteSocialeError", ""): (
        "Ce texte semble contenir un numéro de sécurité sociale (NIR ou INS). Rien n’a été enregistré : retirez-le, "
        "aucune donnée de patient ne doit figurer ici."
    ),
    ("CourrielInvalideError", ""): "« {valeur} » n’est pas une adresse électronique : on attend nom@exemple.fr.",
    ("TelephoneInvalideError", ""): "« {valeur} » n’est pas un numéro de téléphone : on attend 9 à 15 chiffres.",
    ("ContactManquantError", ""): "Indiquez une adresse électronique ou un téléphone, pour qu’on puisse vous répondre.",
    ("FinessInvalideError", ""): (
        "« {valeur} » n’est pas un numéro FINESS : on attend neuf caractères, dont une clé de contrôle. Vérifiez-les."
    ),
    ("StructureInconnueError", ""): (
        "Aucune structure de l’annuaire ne porte le numéro {valeur}. Vérifiez-le, ou donnez le nom de la structure "
        "et son département plus bas."
    ),
    ("StructureManquanteError", ""): "Choisissez votre structure, ou donnez son nom et son département.",
    ("DepartementInconnuError", ""): "Choisissez le département de la structure.",
    ("ThematiqueInconnueError", ""): "Choisissez un sujet dans la liste.",
    ("DateFutureError", ""): "Le {valeur} est dans l’avenir : déclarez le logiciel une fois en usage.",
    ("CleDejaUtiliseeError", ""): (
        "Votre première demande est déjà enregistrée, telle que vous l’aviez envoyée : voulez-vous en envoyer une "
        "autre ? Ce que vous avez écrit est gardé plus bas."
    ),
    ("DepotEnCoursError", ""): "Votre demande est en cours d’enregistrement : réessayez dans un instant.",
}


def phrase(refus: Refusal) -> str:
    """Return what a form says of a refusal: its own sentence when none is written here."""
    nom = type(refus).__name__
    champ = refus.fields.get("champ")
    modele = PHRASES.get((nom, str(champ))) or PHRASES.get((nom, ""))
    return modele.format_map(refus.fields) if modele else str(refus)
