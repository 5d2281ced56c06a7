"""What happened to a structure between two files: one fact per kind of change, in a fixed order, one version each.

The order is that of importance: whether the site works, whose it is, its name, then all the rest in one correction.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import Any

from services.referentiel.domain.faits import (
    Fait,
    StructureConstatee,
    StructureFermee,
    StructureModifiee,
    StructureOuverte,
    StructureRenommee,
    StructureRouverte,
    StructureTransferee,
)
from services.referentiel.domain.structure import Adresse, EntiteJuridique, Structure

_PARTIES: dict[str, type] = {"adresse": Adresse, "entite_juridique": EntiteJuridique}
_HORS_COMPARAISON = {"finess", "version", "constate_le", "changements"}


def _chemins() -> Iterator[str]:
    for champ in fields(Structure):
        if champ.name in _PARTIES:
            yield from (f"{champ.name}.{sous.name}" for sous in fields(_PARTIES[champ.name]))
        elif champ.name not in _HORS_COMPARAISON:
            yield champ.name


CHAMPS = tuple(_chemins())
"""The fields that are compared, by path. The point is one field: its two halves move together."""

_valeurs: Callable[[Structure], tuple[Any, ...]] = attrgetter(*CHAMPS)


@dataclass(frozen=True, slots=True)
class Regle:
    """The fields that a fact tells; it is told when one of the `declencheurs` differs and the new state is `admis`."""

    fait: Callable[[Structure], Fait]
    champs: frozenset[str]
    declencheurs: frozenset[str]
    admis: Callable[[Structure], bool] = lambda _: True


_ETAT = frozenset({"etat", "date_fermeture"})
_ENTITE = frozenset(champ for champ in CHAMPS if champ.startswith("entite_juridique."))
_NOMS = frozenset({"nom", "nom_long", "complement_nom"})
_TOUS = frozenset(CHAMPS)

REGLES = (
    Regle(StructureRouverte, _ETAT, frozenset({"etat"}), Structure.est_ouverte),
    Regle(StructureFermee, _ETAT, frozenset({"etat"}), lambda structure: not structure.est_ouverte()),
    Regle(StructureTransferee, _ENTITE, frozenset({"entite_juridique.finess"})),
    Regle(StructureRenommee, _NOMS, _NOMS),
    Regle(StructureModifiee, _TOUS, _TOUS),
)
"""The facts in the order in which they are told; each takes its fields away from those that follow."""


def comparer(ancienne: Structure | None, nouvelle: Structure, *, premier_chargement: bool) -> list[Fait]:
    """Return what happened between the last state told and the one just read, in order, versions consecutive.

    `premier_chargement` tells that the directory was empty: nothing is news then.
    """
    if ancienne is None:
        vue = replace(nouvelle, version=1, changements=())
        if premier_chargement or not vue.est_ouverte():
            return [StructureConstatee(vue)]
        return [StructureOuverte(vue)]
    return _changements(ancienne, nouvelle)


def _changements(ancienne: Structure, nouvelle: Structure) -> list[Fait]:
    avant, apres = _valeurs(ancienne), _valeurs(nouvelle)
    if avant == apres:
        return []
    restants = {champ for champ, a, b in zip(CHAMPS, avant, apres, strict=True) if a != b}
    faits: list[Fait] = []
    courante = ancienne
    for regle in REGLES:
        if not (restants & regle.declencheurs and regle.admis(nouvelle)):
            continue
        dits = tuple(champ for champ in CHAMPS if champ in restants and champ in regle.champs)
        courante = _avancer(courante, nouvelle, dits)
        faits.append(regle.fait(courante))
        restants.difference_update(dits)
    return faits


def _avancer(courante: Structure, nouvelle: Structure, champs: tuple[str, ...]) -> Structure:
    """Return the next version of `courante`, with these fields taken from `nouvelle`."""
    valeurs: dict[str, Any] = {}
    parties: dict[str, dict[str, Any]] = {}
    for champ in champs:
        partie, point, sous_champ = champ.partition(".")
        if point:
            parties.setdefault(partie, {})[sous_champ] = attrgetter(champ)(nouvelle)
        else:
            valeurs[champ] = getattr(nouvelle, champ)
    for partie, sous_valeurs in parties.items():
        valeurs[partie] = replace(getattr(courante, partie), **sous_valeurs)
    return replace(
        courante,
        **valeurs,
        version=courante.version + 1,
        constate_le=nouvelle.constate_le,
        changements=champs,
    )
