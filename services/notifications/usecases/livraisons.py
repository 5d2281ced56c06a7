"""The deliveries as people see them: what left, what waits, what the server said; and another attempt on demand."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.notifications.domain.lecture import Criteres, Livraisons, masquer
from services.notifications.domain.livraison import LivraisonInconnueError, exiger_renvoyable
from services.notifications.domain.ports import Unit
from shared.kernel.identite import Identite, Role

VOIENT_TOUT = frozenset({Role.COORDINATION, Role.OPERATEUR})
"""Roles that see every delivery and every address; an animator sees those of their own requests, masked."""
PAR_PAGE = 50


async def lire_livraisons(
    unit: Unit, qui: Identite, criteres: Criteres, *, limite: int = PAR_PAGE, curseur: str | None = None
) -> Livraisons:
    """Return one page of the deliveries that the person may see. Raises CurseurDeListeError."""
    criteres = replace(criteres, pour=_pour(qui))
    return _vues_par(qui, await unit.suivi.livraisons(criteres, limite=limite, curseur=curseur))


async def lire_livraison(unit: Unit, qui: Identite, message: UUID) -> Livraisons:
    """Return one delivery, as a page of one. Raises LivraisonInconnueError."""
    trouvee = await unit.suivi.livraison(message, _pour(qui))
    if not trouvee.lignes:
        raise LivraisonInconnueError
    return _vues_par(qui, trouvee)


async def renvoyer_livraison(unit: Unit, qui: Identite, message: UUID, maintenant: datetime) -> None:
    """Try again now. Raises LivraisonInconnueError, LivraisonDejaPartieError, LivraisonNonRenvoyableError."""
    etat = await unit.suivi.verrouiller(message, _pour(qui))
    if etat is None:
        raise LivraisonInconnueError
    exiger_renvoyable(etat)
    await unit.suivi.renvoyer(message, maintenant)


def _pour(qui: Identite) -> str | None:
    return None if qui.role in VOIENT_TOUT else qui.sujet


def _vues_par(qui: Identite, livraisons: Livraisons) -> Livraisons:
    if qui.role in VOIENT_TOUT:
        return livraisons
    lignes = tuple(replace(une, adresse=une.adresse and masquer(une.adresse)) for une in livraisons.lignes)
    return replace(livraisons, lignes=lignes)
