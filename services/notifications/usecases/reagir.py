"""A fact was told: who must hear of it? One message for each rule and person, however often it is told."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from services.notifications.domain.fait import FaitEntendu
from services.notifications.domain.livraison import Reprise
from services.notifications.domain.message import composer
from services.notifications.domain.ports import Annonce, Unit
from services.notifications.domain.regles import Cercle, RegleDeMessage, regle, regles_de

RELECTURE = timedelta(minutes=1)
"""A circle is looked at again that soon: the contacts travel on another topic, and may be a little behind."""
_LOT = 50


async def reagir(unit: Unit, fait: FaitEntendu, maintenant: datetime) -> int:
    """Make the messages of a fact; return how many are new."""
    regles = regles_de(fait.nom)
    if not regles or not await unit.annonces.entendre(fait):
        return 0
    nouveaux = 0
    for une in regles:
        nouveaux += await _ecrire(unit, fait, une, await _personnes(unit, fait, une), maintenant)
        if isinstance(une.a, Cercle):
            await unit.annonces.garder(Annonce(fait, une.code, maintenant), maintenant + RELECTURE)
    return max(nouveaux, 1)


async def repartir(unit: Unit, reprise: Reprise, maintenant: datetime) -> int:
    """Look again at the circles that are due, until the fact is no longer young; return how many messages are new."""
    nouveaux = 0
    for annonce in await unit.annonces.dues(maintenant, _LOT):
        une = regle(annonce.regle)
        if une:
            nouveaux += await _ecrire(unit, annonce.fait, une, await _personnes(unit, annonce.fait, une), maintenant)
        if une is None or maintenant - annonce.depuis >= reprise.patience:
            await unit.annonces.clore(annonce)
        else:
            await unit.annonces.garder(annonce, maintenant + reprise.intervalle)
    return nouveaux


async def _personnes(unit: Unit, fait: FaitEntendu, une: RegleDeMessage) -> Sequence[UUID]:
    if isinstance(une.a, Cercle):
        return await unit.contacts.du_cercle(une.a, fait)
    personne = une.a(fait)
    return [] if personne is None else [personne]


async def _ecrire(
    unit: Unit, fait: FaitEntendu, une: RegleDeMessage, personnes: Sequence[UUID], maintenant: datetime
) -> int:
    return await unit.messages.ajouter([composer(fait, une, personne, maintenant) for personne in personnes])
