"""My inbox and my home: what waits for me, why it is mine, and how loaded I am."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from services.accompagnement.domain.calendrier import jour_de
from services.accompagnement.domain.etats import Etat
from services.accompagnement.domain.texte import nettoyer
from services.accompagnement.usecases.acces import COORDINATION, EQUIPE, exiger_role, personne_de
from services.accompagnement.usecases.lectures import Boite, Onglet
from services.accompagnement.usecases.lectures_equipe import AccueilAnimateur
from services.accompagnement.usecases.questions import Vue
from shared.kernel.identite import Identite

ONGLETS: Mapping[Onglet, tuple[Etat, ...]] = {
    Onglet.A_PRENDRE: (Etat.AFFECTEE, Etat.A_QUALIFIER, Etat.DEPOSEE),
    Onglet.EN_COURS: (Etat.PRISE_EN_CHARGE,),
    Onglet.RESOLUES: (Etat.RESOLUE,),
    Onglet.CLOSES: (Etat.CLOTUREE, Etat.ANNULEE, Etat.REFUSEE),
    Onglet.TOUTES: tuple(Etat),
}
"""Which states each tab shows."""
_ECHAPPES = str.maketrans({signe: f"\\{signe}" for signe in r"\%_"})
"""What LIKE would not take as it is written."""


class LireBoite(Protocol):
    """Reads one tab of one's inbox; with words, only what answers to all of them."""

    async def __call__(self, qui: Identite, onglet: Onglet, texte: str = "", /) -> Boite:
        """Raises AccesRefuseError, PersonneInconnueError."""


async def lire_boite(vue: Vue, qui: Identite, onglet: Onglet, texte: str = "") -> Boite:
    """Read one tab of one's inbox; that of the coordination and of the référents is the whole region's.

    Raises AccesRefuseError, PersonneInconnueError.
    """
    personne = await _boite_de(vue, qui)
    return Boite(
        onglet=onglet,
        nombres=await _nombres(vue, personne),
        lignes=await vue.demandes.ma_boite(personne, ONGLETS[onglet], motifs(texte)),
    )


async def compter_a_prendre(vue: Vue, qui: Identite) -> int:
    """Count what waits in one's inbox. Raises AccesRefuseError, PersonneInconnueError."""
    nombres = await vue.demandes.nombres(await _boite_de(vue, qui), ONGLETS[Onglet.A_PRENDRE])
    return sum(nombres.values())


async def lire_accueil(vue: Vue, qui: Identite) -> AccueilAnimateur:
    """Read one's home. Raises AccesRefuseError, PersonneInconnueError."""
    exiger_role(qui, *EQUIPE)
    personne = await personne_de(vue.unit.personnes, qui)
    jour = jour_de(vue.maintenant)
    (charge,) = await vue.equipe.charges(jour, personne.id)
    return AccueilAnimateur(
        nom=personne.nom,
        nombres=await _nombres(vue, personne.id),
        a_prendre=await vue.demandes.ma_boite(personne.id, ONGLETS[Onglet.A_PRENDRE]),
        signalees=await vue.demandes.signalees(personne.id),
        en_cours=await vue.demandes.ma_boite(personne.id, ONGLETS[Onglet.EN_COURS]),
        charge=charge,
        absences=await vue.equipe.absences(jour, personne.id),
    )


async def sujets_de_flux(vue: Vue, qui: Identite) -> tuple[str, ...]:
    """Return what an open page of this person listens to; nothing for who is not of the team."""
    if qui.role not in EQUIPE:
        return ()
    personne = await vue.unit.personnes.de_sujet(qui.sujet)
    soi = (f"personne:{personne.id}",) if personne else ()
    return (*soi, "coordination") if qui.role in COORDINATION else soi


def motifs(texte: str) -> Sequence[str]:
    """Return the pattern of each word of a search, whatever its accents and capitals."""
    nu = "".join(c for c in unicodedata.normalize("NFD", nettoyer(texte).casefold()) if not unicodedata.combining(c))
    return tuple(f"%{mot}%" for mot in nu.translate(_ECHAPPES).split())


async def _boite_de(vue: Vue, qui: Identite) -> UUID | None:
    """Return whose inbox this account reads, None for the whole region's."""
    exiger_role(qui, *EQUIPE)
    return None if qui.role in COORDINATION else (await personne_de(vue.unit.personnes, qui)).id


async def _nombres(vue: Vue, personne: UUID | None) -> Mapping[Onglet, int]:
    par_etat = await vue.demandes.nombres(personne, tuple(Etat))
    return {onglet: sum(par_etat.get(etat, 0) for etat in etats) for onglet, etats in ONGLETS.items()}
