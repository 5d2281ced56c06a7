"""The document as a whole: its version, its date, its own keys, its groupings; legal entities are only skipped.

The reading stops as soon as all is known, which in the live feed is before the first legal entity.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import ijson

from services.referentiel.domain.refus import ClesInconnuesError, FormeInattendueError, VersionInconnueError
from services.referentiel.sources.flux import Flux
from services.referentiel.sources.schema import DOCUMENT, VERSION

_Coroutine = Callable[[Any], Generator[None, tuple[str, Any], None]]
_coroutine: Callable[[_Coroutine], _Coroutine] = ijson.coroutine
_MORCEAU = 1 << 16
_PROFONDEUR_MAXIMALE = 32
_PAS = {"start_map": 1, "start_array": 1, "end_map": -1, "end_array": -1}


_TROP_PROFOND = FormeInattendueError(niveau="document", raison="est imbriqué trop profondément")


@dataclass(frozen=True, slots=True)
class Enveloppe:
    """What a document says of itself; `entiere` when it was read to its end, so that no other key can follow."""

    genere_le: datetime
    entiere: bool


def lire_enveloppe(flux: Flux, *, jusqu_au_bout: bool = False) -> Enveloppe:
    """Check the document around its legal entities. Raises ImportRefuseError and what reading raises."""
    constructeur = ijson.ObjectBuilder()
    lecteur = ijson.basic_parse_coro(_suivre(constructeur))
    entiere = True
    while morceau := flux.read(_MORCEAU):
        lecteur.send(morceau)
        if not jusqu_au_bout and _tout_est_connu(constructeur):
            entiere = False
            break
    else:
        lecteur.close()
    document = constructeur.value
    DOCUMENT.verifier(document)
    if document["schemaVersion"] != VERSION:
        raise VersionInconnueError(lue=document["schemaVersion"], attendue=VERSION)
    return Enveloppe(_instant(document["generatedAt"]), entiere)


def _tout_est_connu(constructeur: ijson.ObjectBuilder) -> bool:
    """Tell whether legal entities are being read, every other required key being behind."""
    document, ouverts = constructeur.value, constructeur.containers
    return bool(ouverts) and ouverts[-1] is document.get("pmej") and document.keys() >= DOCUMENT.requises


@_coroutine
def _suivre(constructeur: Any) -> Generator[None, tuple[str, Any], None]:
    """Build the document without the content of `pmej`: some ten million events go by without being kept."""
    profondeur, cle, dans_pmej = 0, None, False
    while True:
        evenement, valeur = yield
        pas = _PAS.get(evenement, 0)
        if dans_pmej and profondeur + pas > 1:
            profondeur += pas
            if profondeur > _PROFONDEUR_MAXIMALE:
                raise _TROP_PROFOND
            continue
        if profondeur == 0:
            _exiger("start_map", evenement, niveau="document", raison="n'est pas un objet")
        elif profondeur == 1 and evenement == "map_key":
            _exiger_connue(valeur)
            cle = valeur
        elif profondeur == 1 and cle == "pmej":
            _exiger("start_array", evenement, niveau="pmej", raison="n'est pas une liste")
        profondeur += pas
        if profondeur > _PROFONDEUR_MAXIMALE:
            raise _TROP_PROFOND
        dans_pmej = cle == "pmej" and profondeur > 1
        if evenement == "end_array" and profondeur == 1:
            cle = None
        constructeur.event(evenement, valeur)


def _exiger_connue(cle: str) -> None:
    if cle not in DOCUMENT.connues:
        raise ClesInconnuesError(niveau=DOCUMENT.nom, cles=cle)


def _exiger(attendu: str, evenement: str, *, niveau: str, raison: str) -> None:
    if evenement != attendu:
        raise FormeInattendueError(niveau=niveau, raison=raison)


def _instant(valeur: Any) -> datetime:
    try:
        lu = datetime.fromisoformat(valeur)
    except (TypeError, ValueError) as erreur:
        raise FormeInattendueError(niveau="generatedAt", raison="n'est pas une date") from erreur
    return lu if lu.tzinfo else lu.replace(tzinfo=UTC)
