"""Where does a site stand: its curves against their targets, its clocks?"""

from datetime import date
from typing import Protocol

from services.usages.domain.engagement import Engagement
from services.usages.usecases.lectures import Courbe, Courbes, Horloge
from shared.kernel.copies import CopieDeStructure


class Sites(Protocol):
    """Where the figures of a site are read."""

    async def departement(self, finess: str) -> str | None:
        """Return where a site is, None when nobody told it yet."""

    async def engagements(self, finess: str) -> list[tuple[Engagement, str]]:
        """Return the engagements of a site, each with the name of its programme."""

    async def courbes(self, finess: str) -> list[Courbe]:
        """Return the curves of the indicators that have a figure or a target at a site."""


async def lire_courbes(sites: Sites, finess: str, copie: CopieDeStructure | None, jour: date) -> Courbes:
    """Read the curves of a site as of a day; an unknown site has none."""
    horloges = [
        Horloge(engagement, libelle, engagement.mois_en_cours(jour), engagement.est_echu(jour))
        for engagement, libelle in await sites.engagements(finess)
    ]
    return Courbes(
        finess=finess,
        site=copie,
        departement=await sites.departement(finess),
        courbes=tuple(await sites.courbes(finess)),
        horloges=tuple(horloges),
    )
