"""Take the team from a file: who helps, where, for which part of their time; lines in error are left out and told."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NoReturn

from services.accompagnement.domain.depot import exiger_courriel
from services.accompagnement.domain.etats import Profil
from services.accompagnement.domain.intervenant import Intervenant, Personne
from services.accompagnement.domain.ports import Unit
from services.accompagnement.domain.texte import LONGUEUR_D_UNE_LIGNE, exiger_texte
from shared.kernel.errors import InvalidInput
from shared.kernel.ids import Ids
from shared.kernel.territoire import OCCITANIE

COLONNES = ("sujet", "nom", "courriel", "profil", "departements", "etp")
"""The columns of the file, in any order, separated by semicolons."""
FACULTATIVES = ("actif",)
"""Columns that may be left out: `actif` is oui or non, oui when it is empty or not there."""
_VIDES = frozenset({"departements", "actif"})
_CITEES = 5
_ACTIFS = {"": True, "oui": True, "non": False}


class StatutDImport(StrEnum):
    """How an import ended."""

    APPLIQUE = "applique"
    SIMULE = "simule"
    INCHANGE = "inchange"


@dataclass(frozen=True, slots=True)
class LigneLue:
    """One line as the file writes it; `numero` counts from 1, the header being the first."""

    numero: int
    valeurs: dict[str, str]


@dataclass(frozen=True, slots=True)
class LigneEnErreur:
    """A line that was left out, and why."""

    ligne: int
    champ: str
    valeur: str
    motif: str


@dataclass(slots=True)
class Rapport:
    """What an import did, or would do."""

    fichier: str
    statut: StatutDImport
    ajoutes: int = 0
    modifies: int = 0
    inchanges: int = 0
    erreurs: list[LigneEnErreur] = field(default_factory=list)


class ValeurRefuseeError(InvalidInput):
    """A value of a line cannot be used."""

    message = "« {valeur} » : {motif}"


async def importer_intervenants(
    unit: Unit, fichier: str, lignes: Sequence[LigneLue], *, simulation: bool, ids: Ids, maintenant: datetime
) -> Rapport:
    """Bring the team in step with the file; who is not in the file stays as they are."""
    await unit.equipe.verrouiller()
    rapport = Rapport(fichier, StatutDImport.SIMULE if simulation else StatutDImport.INCHANGE)
    connus = {i.personne.sujet: i for i in await unit.equipe.tous()}
    frequences = Counter(ligne.valeurs["sujet"].strip() for ligne in lignes)
    for ligne in lignes:
        try:
            lu = _lire(ligne, frequences, ids)
            connu = connus.get(lu.personne.sujet)
            change = lu if connu is None else _fondre(connu, lu)
            await _exiger_qu_on_puisse_partir(unit, connu, change)
        except ValeurRefuseeError as refus:
            champ, valeur, motif = (str(refus.fields[nom]) for nom in ("champ", "valeur", "motif"))
            rapport.erreurs.append(LigneEnErreur(ligne.numero, champ, valeur, motif))
            continue
        if connu == change:
            rapport.inchanges += 1
            continue
        rapport.ajoutes += connu is None
        rapport.modifies += connu is not None
        if not simulation:
            await _enregistrer(unit, connu, change, maintenant)
    if not simulation and (rapport.ajoutes or rapport.modifies):
        rapport.statut = StatutDImport.APPLIQUE
    return rapport


async def _exiger_qu_on_puisse_partir(unit: Unit, connu: Intervenant | None, change: Intervenant) -> None:
    if connu is None or change.actif or not connu.actif:
        return
    if suivies := await unit.demandes.suivies_par(connu.personne.id):
        numeros = ", ".join(suivies[:_CITEES]) + ("…" if suivies[_CITEES:] else "")
        motif = f"elle répond encore de demandes ouvertes, à terminer ou à confier à quelqu’un d’autre : {numeros}."
        _refuser("actif", "non", motif)


async def _enregistrer(unit: Unit, connu: Intervenant | None, change: Intervenant, maintenant: datetime) -> None:
    if connu is None or connu.personne != change.personne:
        await unit.personnes.save(change.personne, maintenant)
    await unit.equipe.save(change)


def _fondre(connu: Intervenant, lu: Intervenant) -> Intervenant:
    personne = replace(lu.personne, id=connu.personne.id, version=connu.personne.version)
    if personne != connu.personne:
        personne = replace(personne, version=personne.version + 1)
    return replace(connu, personne=personne, etp=lu.etp, actif=lu.actif)


def _lire(ligne: LigneLue, frequences: Counter[str], ids: Ids) -> Intervenant:
    valeurs = {champ: _texte(champ, valeur) for champ, valeur in ligne.valeurs.items()}
    sujet = valeurs["sujet"]
    if frequences[sujet] > 1:
        _refuser("sujet", sujet, "ce sujet figure plusieurs fois dans le fichier.")
    profil = _profil(valeurs["profil"])
    personne = Personne(
        id=ids.new(),
        version=1,
        nom=valeurs["nom"],
        courriel=_courriel(valeurs["courriel"]),
        sujet=sujet,
        departements=_departements(valeurs["departements"], profil),
        profil=profil,
    )
    return Intervenant(personne=personne, etp=_etp(valeurs["etp"]), actif=_actif(valeurs.get("actif", "")))


def _texte(champ: str, valeur: str) -> str:
    try:
        return exiger_texte(champ, valeur, limite=LONGUEUR_D_UNE_LIGNE, vide=champ in _VIDES)
    except InvalidInput as refus:
        raise ValeurRefuseeError(champ=champ, valeur="", motif=str(refus)) from None


def _courriel(valeur: str) -> str:
    try:
        return exiger_courriel("courriel", valeur)
    except InvalidInput:
        raise ValeurRefuseeError(
            champ="courriel", valeur=valeur, motif="une adresse de courriel est attendue."
        ) from None


def _profil(valeur: str) -> Profil:
    if valeur not in set(Profil):
        _refuser("profil", valeur, f"profils possibles : {', '.join(Profil)}.")
    return Profil(valeur)


def _departements(valeur: str, profil: Profil) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(code.zfill(2) for code in valeur.replace(",", " ").split()))
    inconnus = [code for code in codes if code not in OCCITANIE]
    if inconnus:
        _refuser("departements", valeur, f"départements inconnus de la région : {', '.join(inconnus)}.")
    if profil is Profil.ANIMATEUR and not codes:
        _refuser("departements", valeur, "un animateur couvre au moins un département.")
    return tuple(sorted(codes))


def _etp(valeur: str) -> float:
    try:
        etp = float(valeur.replace(",", "."))
    except ValueError:
        etp = 0.0
    if not 0 < etp <= 1:
        _refuser("etp", valeur, "une part de temps plein est attendue, plus que 0 et au plus 1.")
    return etp


def _actif(valeur: str) -> bool:
    actif = _ACTIFS.get(valeur.lower())
    if actif is None:
        _refuser("actif", valeur, "oui ou non est attendu.")
    return actif


def _refuser(champ: str, valeur: str, motif: str) -> NoReturn:
    raise ValeurRefuseeError(champ=champ, valeur=valeur, motif=motif)
