"""A deposit as it is written in the form or sent to the API: what it must hold before anything is stored."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from services.accompagnement.domain.refus import (
    ContactManquantError,
    CourrielInvalideError,
    StructureManquanteError,
    TelephoneInvalideError,
    TexteVideError,
)
from services.accompagnement.domain.territoire import exiger_departement
from services.accompagnement.domain.texte import exiger_ligne, exiger_sans_nir, exiger_texte
from shared.kernel.courriels import CourrielInutilisableError, defaut_de_courriel
from shared.kernel.errors import Refusal
from shared.kernel.finess import FinessInvalideError, exiger_finess

_CHIFFRES_DU_TELEPHONE = range(9, 16)
_LIGNES = ("structure", "nom_structure", "departement", "thematique")
_LIGNES_DU_CONTACT = ("nom", "fonction", "courriel", "telephone")


@dataclass(frozen=True, slots=True)
class Contact:
    """Who asks. Every field is a text, empty when it was not given."""

    nom: str = ""
    fonction: str = ""
    courriel: str = ""
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class Depot:
    """What a structure asks. Every field is a text, empty when it was not given."""

    thematique: str
    texte: str
    contact: Contact
    structure: str = ""
    nom_structure: str = ""
    departement: str = ""

    def verifie(self) -> "Depot":
        """Return the deposit cleaned: a FINESS number without spaces, or a name with a département's code.

        Raises the first refusal of `refus`.
        """
        depot, refus = self._examiner()
        if refus:
            raise refus[0]
        return depot

    def refus(self) -> tuple[Refusal, ...]:
        """Return all that is wrong, each with its field: for a form, which shows it at once."""
        return self._examiner()[1]

    def _examiner(self) -> "tuple[Depot, tuple[Refusal, ...]]":
        # Patients' numbers and lengths first, in every field: no other refusal then repeats one.
        examen = _Examen()
        lignes = {champ: examen.essayer(_ligne, champ, getattr(self, champ)) for champ in _LIGNES}
        contact = {champ: examen.essayer(_ligne, champ, getattr(self.contact, champ)) for champ in _LIGNES_DU_CONTACT}
        texte = examen.essayer(exiger_texte, "texte", self.texte)
        if lignes["structure"]:
            lignes |= {"structure": examen.essayer(_finess, "structure", lignes["structure"])}
            lignes |= {"nom_structure": "", "departement": ""}
        elif lignes["nom_structure"]:
            lignes |= {"departement": examen.essayer(exiger_departement, "departement", lignes["departement"])}
        elif not examen.refus:
            examen.refus.append(StructureManquanteError(champ="structure"))
        examen.essayer(_nom, "nom", contact["nom"])
        examen.essayer(_joignable, "contact", contact["courriel"] + contact["telephone"])
        examen.essayer(_courriel_ou_rien, "courriel", contact["courriel"])
        contact |= {"telephone": examen.essayer(_telephone, "telephone", contact["telephone"])}
        return Depot(**lignes, texte=texte, contact=Contact(**contact)), examen.premiers()


class _Examen:
    """Gathers refusals instead of stopping at the first."""

    def __init__(self) -> None:
        self.refus: list[Refusal] = []

    def essayer(self, exigence: Callable[[str, str], str], champ: str, valeur: str) -> str:
        """Return the value as required, or an empty text and a refusal more."""
        try:
            return exigence(champ, valeur)
        except Refusal as refus:
            self.refus.append(refus)
            return ""

    def premiers(self) -> tuple[Refusal, ...]:
        """Return the first refusal of each field."""
        par_champ: dict[object, Refusal] = {}
        for refus in self.refus:
            par_champ.setdefault(refus.fields.get("champ"), refus)
        return tuple(par_champ.values())


def exiger_courriel(champ: str, valeur: str) -> str:
    """Return the address. Raises CourrielInvalideError, CourrielInutilisableError."""
    if "@" not in valeur:
        raise CourrielInvalideError(champ=champ, valeur=valeur)
    raison = defaut_de_courriel(valeur)
    if raison is not None:
        raise CourrielInutilisableError(champ=champ, valeur=valeur, raison=raison)
    return valeur


def _ligne(champ: str, valeur: str) -> str:
    return exiger_ligne(champ, valeur, vide=True)


def _nom(champ: str, valeur: str) -> str:
    if not valeur:
        raise TexteVideError(champ=champ)
    return valeur


def _joignable(champ: str, valeur: str) -> str:
    if not valeur:
        raise ContactManquantError(champ=champ)
    return valeur


def _courriel_ou_rien(champ: str, valeur: str) -> str:
    return exiger_courriel(champ, valeur) if valeur else ""


def _finess(champ: str, valeur: str) -> str:
    try:
        return exiger_finess(valeur)
    except FinessInvalideError:
        raise FinessInvalideError(champ=champ, valeur=valeur) from None


def _telephone(champ: str, valeur: str) -> str:
    chiffres = re.sub(r"[\s.()/-]", "", valeur)
    if valeur and not (re.fullmatch(r"\+?[0-9]+", chiffres) and len(chiffres.lstrip("+")) in _CHIFFRES_DU_TELEPHONE):
        raise TelephoneInvalideError(champ=champ, valeur=valeur)
    return exiger_sans_nir(champ, chiffres)
