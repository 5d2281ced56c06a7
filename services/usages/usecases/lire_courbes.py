"""Where does a site stand: its curves against their targets, its clocks?"""

from datetime import date
from typing import Protocol

from services.usages.domain.engagement import Engagement
from services.usages.domain.ports import Structures
from services.usages.domain.refus import SiteInconnuError
from services.usages.usecases.lectures import Courbe, Courbes, Horloge


class Sites(Protocol):
    """Where the figures of a site are read."""

    async def departement(self, finess: str) -> str | None:
        """Return where a site is, None when nobody told it yet."""

    async def engagements(self, finess: str) -> list[tuple[Engagement, str]]:
        """Return the engagements of a site, each with the name of its programme."""

    async def courbes(self, finess: str) -> list[Courbe]:
        """Return the curves of the indicators that have a figure or a target at a site."""


async def lire_courbes(sites: Sites, structures: Structures, finess: str, jour: date) -> Courbes:
    """Read the curves of a site as of a day, its number in any case; an unknown site has none."""
    finess = finess.upper()
    horloges = [
        Horloge(engagement, libelle, engagement.mois_en_cours(jour), engagement.est_echu(jour))
        for engagement, libelle in await sites.engagements(finess)
    ]
    return Courbes(
        finess=finess,
        site=await structures.find(finess),
        departement=await sites.departement(finess),
        courbes=tuple(await sites.courbes(finess)),
        horloges=tuple(horloges),
    )


def exiger_connu(courbes: Courbes) -> None:
    """Raises SiteInconnuError when neither the directory nor any file told of the site."""
    if courbes.site is None and not courbes.courbes:
        raise SiteInconnuError(finess=courbes.finess)
